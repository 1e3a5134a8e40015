using System;
using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>What every operation is given by the command that runs it.</summary>
internal sealed class OperationContext
{
    internal OperationContext(IOutput output, ConnectionState state, CancelSource cancel)
    {
        Output = output;
        State = state;
        Cancel = cancel;
    }

    internal IOutput Output { get; }

    /// <summary>The connections of the caller's runspace.</summary>
    internal ConnectionState State { get; }

    internal CancelSource Cancel { get; }

    /// <summary>Seconds for each call; 0 means no limit.</summary>
    internal int TimeoutSec { get; init; }

    /// <summary>The environment that a new client reads.</summary>
    internal Func<EnvironmentVariables> Environment { get; init; } = EnvironmentVariables.OfProcess;

    /// <summary>Makes one native call, and shows its events.</summary>
    /// <typeparam name="T">What it answers.</typeparam>
    /// <param name="call">The call.</param>
    /// <returns>The answer.</returns>
    internal T Call<T>(Func<CallSettings, T> call)
    {
        EventWriter events = new(Output);
        CallSettings settings = new() { TimeoutSec = TimeoutSec, Cancel = Cancel, OnEvent = events.Write };
        try
        {
            T answer = call(settings);
            events.Complete();
            return answer;
        }
        catch (ManagedIdentityException)
        {
            // Not on other exceptions: a stopped pipeline takes no more output.
            events.Complete();
            throw;
        }
    }

    /// <summary>Runs what may fail, and reports a failure by the table.</summary>
    /// <param name="phase">When it runs.</param>
    /// <param name="target">What the user passed.</param>
    /// <param name="work">What may fail.</param>
    internal void Guard(FailurePhase phase, object? target, Action work)
    {
        try
        {
            work();
        }
        catch (ManagedIdentityException failure)
        {
            Output.Failure(ErrorTable.Report(failure, phase, target));
        }
    }
}

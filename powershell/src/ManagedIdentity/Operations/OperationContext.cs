using System;
using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>What every operation is given by the command that runs it.</summary>
internal sealed class OperationContext
{
    internal OperationContext(IOutput output, IJson json, ConnectionState state, CancelSource cancel)
    {
        Output = output;
        Json = json;
        State = state;
        Cancel = cancel;
    }

    internal IOutput Output { get; }

    /// <summary>Reads and writes JSON as the engine does.</summary>
    internal IJson Json { get; }

    /// <summary>The connections of the caller's runspace.</summary>
    internal ConnectionState State { get; }

    internal CancelSource Cancel { get; }

    /// <summary>Seconds for each call; 0 means no limit.</summary>
    internal int TimeoutSec { get; init; }

    /// <summary>The emulator that this process may be pointed at.</summary>
    internal EmulatorSlot? Emulator { get; init; }

    /// <summary>The environment that a new client reads.</summary>
    internal Func<EnvironmentVariables> Environment { get; init; } = EnvironmentVariables.OfProcess;

    /// <summary>Makes one native call, and shows its events.</summary>
    /// <typeparam name="T">What it answers.</typeparam>
    /// <param name="call">The call.</param>
    /// <returns>The answer.</returns>
    internal T Call<T>(Func<CallSettings, T> call)
    {
        CallSequence only = new(this);
        T answer = only.Call(call);
        only.End();
        return answer;
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
            Output.Failure(ErrorTable.Report(Emulator?.Explain(failure) ?? failure, phase, target));
        }
        catch (OperationCanceledException stopped) when (stopped.InnerException is ManagedIdentityException { Hint: string left })
        {
            // What goes on without this command: an operation, and where to look at it.
            Output.Parting(left);
            throw;
        }
    }
}

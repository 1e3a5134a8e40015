using System;
using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>What every operation is given by the command that runs it.</summary>
/// <remarks>Fields: each accessor of a property is compiled by itself, before the first token of a script.</remarks>
internal sealed class OperationContext
{
    internal OperationContext(IOutput output, IJson json, ConnectionState state, CancelSource cancel)
    {
        Output = output;
        Json = json;
        State = state;
        Cancel = cancel;
    }

    internal readonly IOutput Output;

    /// <summary>Reads and writes JSON as the engine does.</summary>
    internal readonly IJson Json;

    /// <summary>The connections of the caller's runspace.</summary>
    internal readonly ConnectionState State;

    internal readonly CancelSource Cancel;

    /// <summary>Seconds for each call; 0 means no limit.</summary>
    internal int TimeoutSec;

    /// <summary>The emulator that this process may be pointed at.</summary>
    internal EmulatorSlot? Emulator;

    /// <summary>The environment that a new client reads.</summary>
    internal Func<EnvironmentVariables> Environment = EnvironmentVariables.OfProcess;

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
            Output.WriteFinalWarning(left);
            throw;
        }
    }
}

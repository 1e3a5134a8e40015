using System;
using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>The services and settings that a command passes to its operation.</summary>
/// <remarks>Fields instead of properties: the runtime would compile each accessor before a script gets its first token.</remarks>
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

    /// <summary>Reads and writes JSON like the engine.</summary>
    internal readonly IJson Json;

    /// <summary>The connections of the caller's runspace.</summary>
    internal readonly ConnectionState State;

    internal readonly CancelSource Cancel;

    /// <summary>Time limit for each call in seconds; 0 means no limit.</summary>
    internal int TimeoutSec;

    /// <summary>The emulator that this process may use.</summary>
    internal EmulatorSlot? Emulator;

    /// <summary>Reads the environment for a new client.</summary>
    internal Func<EnvironmentVariables> Environment = EnvironmentVariables.OfProcess;

    /// <summary>Makes one native call, and writes its events.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="call">The call.</param>
    /// <returns>The result.</returns>
    internal T Call<T>(Func<CallSettings, T> call)
    {
        CallSequence only = new(this);
        T answer = only.Call(call);
        only.End();
        return answer;
    }

    /// <summary>Runs an action, and reports its failure by the error table.</summary>
    /// <param name="phase">When the action runs.</param>
    /// <param name="target">The value that the user passed.</param>
    /// <param name="work">The action.</param>
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
            // The operation continues without this command. The hint says where to check it.
            Output.WriteFinalWarning(left);
            throw;
        }
    }
}

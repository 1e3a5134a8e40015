using System;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Commands;

/// <summary>The connections of each runspace, so that parallel ones never disturb each other; and the one emulator of the process.</summary>
internal sealed class RunspaceConnections
{
    // The one static object of this module that changes with what users do. Weak, so that a closed runspace takes its connections with it.
    private static readonly RunspaceConnections s_all = new();

    private readonly ConditionalWeakTable<Runspace, ConnectionState> _states = new();
    private readonly ConnectionChoices _choices = new();
    private readonly EmulatorSlot _emulator = new();
    private WeakReference<Runspace>? _emulatorOwner;

    /// <summary>The connections of the runspace that this thread runs.</summary>
    internal static ConnectionState Current => s_all.Of(Runspace.DefaultRunspace);

    internal static EmulatorSlot Emulator => s_all._emulator;

    /// <summary>Ends the emulator with the runspace that this thread runs, at the latest.</summary>
    internal static void StopEmulatorWithRunspace()
    {
        Runspace owner = Runspace.DefaultRunspace;
        s_all._emulatorOwner = new(owner);
        owner.StateChanged += (_, change) =>
        {
            if (change.RunspaceStateInfo.State is RunspaceState.Closing or RunspaceState.Closed or RunspaceState.Broken)
            {
                StopEmulatorOf(owner);
            }
        };
    }

    /// <summary>Ends the emulator, if it was started in that runspace.</summary>
    /// <param name="runspace">The runspace.</param>
    internal static void StopEmulatorOf(Runspace runspace)
    {
        if (s_all._emulatorOwner?.TryGetTarget(out Runspace owner) == true && ReferenceEquals(owner, runspace))
        {
            Emulator.Stop(null);
        }
    }

    private ConnectionState Of(Runspace runspace) => _states.GetValue(runspace, _ => new ConnectionState(_choices));
}

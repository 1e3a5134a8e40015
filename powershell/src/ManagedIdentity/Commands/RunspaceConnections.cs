using System;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Commands;

/// <summary>Holds the connections of each runspace, so that parallel runspaces are independent, and the emulator of the process.</summary>
internal sealed class RunspaceConnections
{
    // The only mutable static state of this module. The tables are weak, so that the connections of a closed runspace can be collected.
    private static readonly RunspaceConnections s_all = new();

    private readonly ConditionalWeakTable<Runspace, ConnectionState> _states = new();
    private readonly ConditionalWeakTable<Runspace, object> _views = new();
    private readonly ExplicitConnectionFlag _explicit = new();
    private readonly EmulatorSlot _emulator = new();
    private WeakReference<Runspace>? _emulatorOwner;

    /// <summary>The connections of this thread's runspace.</summary>
    internal static ConnectionState Current => s_all.Of(Runspace.DefaultRunspace);

    internal static EmulatorSlot Emulator => s_all._emulator;

    /// <summary>Stops the emulator when this thread's runspace ends, at the latest.</summary>
    internal static void StopEmulatorWithRunspace()
    {
        Runspace owner = Runspace.DefaultRunspace;
        s_all._emulatorOwner = new(owner);
        owner.StateChanged += (_, change) =>
        {
            if (IsOver(change.RunspaceStateInfo.State))
            {
                StopEmulatorOf(owner);
            }
        };
    }

    /// <summary>Stops the emulator if it was started in the runspace.</summary>
    /// <param name="runspace">The runspace.</param>
    internal static void StopEmulatorOf(Runspace runspace)
    {
        if (s_all._emulatorOwner?.TryGetTarget(out Runspace owner) == true && ReferenceEquals(owner, runspace))
        {
            Emulator.Stop(null);
        }
    }

    /// <summary>Records that loading the views in this thread's runspace was attempted.</summary>
    /// <returns>Whether this is the first attempt.</returns>
    internal static bool TryClaimViews()
    {
        Runspace runspace = Runspace.DefaultRunspace;
        bool isNew = !s_all._views.TryGetValue(runspace, out _);
        if (isNew)
        {
            s_all._views.Add(runspace, new object());
        }

        return isNew;
    }

    private ConnectionState Of(Runspace runspace) => _states.GetValue(runspace, Make);

    private ConnectionState Make(Runspace runspace)
    {
        ConnectionState made = new(_explicit);
        runspace.StateChanged += (_, change) =>
        {
            if (IsOver(change.RunspaceStateInfo.State))
            {
                made.Abandon();
            }
        };
        return made;
    }

    private static bool IsOver(RunspaceState state) => state is RunspaceState.Closing or RunspaceState.Closed or RunspaceState.Broken;
}

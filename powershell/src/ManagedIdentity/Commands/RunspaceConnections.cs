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
    private readonly ConditionalWeakTable<Runspace, object> _views = new();
    private readonly ExplicitConnectionFlag _explicit = new();
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
            if (IsOver(change.RunspaceStateInfo.State))
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

    /// <summary>Notes that the views are loaded in the runspace that this thread runs, or can't be.</summary>
    /// <returns>Whether that wasn't noted before.</returns>
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

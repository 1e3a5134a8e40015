using System;
using System.Collections.Generic;
using System.Linq;
using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>The one emulator of this process, for its variables are the process's own, and what they were before.</summary>
internal sealed class EmulatorSlot
{
    private readonly object _gate = new();
    private ManagedIdentityEmulator? _running;
    private Dictionary<string, string?> _before = [];

    /// <summary>Starts an emulator, and points this process at it.</summary>
    /// <param name="start">What starts it.</param>
    /// <returns>The emulator.</returns>
    internal ManagedIdentityEmulator Start(Func<EmulatorProcess> start)
    {
        lock (_gate)
        {
            if (_running is { IsRunning: true })
            {
                throw new ManagedIdentityException(
                    FailureStatus.NotConnected,
                    FailureCode.EmulatorRunning,
                    $"An emulator is already running in this process: {_running}.")
                {
                    Hint = "Stop it with Stop-ManagedIdentityEmulator first.",
                };
            }

            End();
            _running = new ManagedIdentityEmulator(start());
            _before = EnvironmentVariables.Read.ToDictionary(name => name, Environment.GetEnvironmentVariable);
            foreach (string name in EnvironmentVariables.Read)
            {
                // One left over would lead somewhere else than to the emulator.
                Environment.SetEnvironmentVariable(name, null);
            }

            foreach (KeyValuePair<string, string> variable in _running.Process.Variables)
            {
                Environment.SetEnvironmentVariable(variable.Key, variable.Value);
            }

            return _running;
        }
    }

    /// <summary>Ends the emulator, and gives the variables their values back. Ending none isn't a failure.</summary>
    /// <param name="which">Which one; null: whichever runs.</param>
    internal void Stop(ManagedIdentityEmulator? which)
    {
        lock (_gate)
        {
            if (which is null || ReferenceEquals(which, _running))
            {
                End();
            }
        }
    }

    /// <summary>The reason of a failure that comes of an emulator which has ended while this process is pointed at it.</summary>
    /// <param name="failure">What a call failed with.</param>
    /// <returns>What to tell in its place; null when the failure is none of that.</returns>
    internal ManagedIdentityException? Explain(ManagedIdentityException failure)
    {
        ManagedIdentityEmulator? ended = _running;
        return ended is { IsRunning: false }
            && failure.Status is FailureStatus.NoIdentityEndpoint or FailureStatus.Connection or FailureStatus.Timeout
            && Environment.GetEnvironmentVariable(EmulatorProcess.ImdsVariable) == ended.ImdsEndpoint
            ? new(
                FailureStatus.NotConnected,
                FailureCode.EmulatorEnded,
                $"The emulator that this session uses has stopped: {ended}.",
                failure)
            {
                Hint = "Start it again with Start-ManagedIdentityEmulator, or run Stop-ManagedIdentityEmulator, which restores the environment variables.",
            }
            : null;
    }

    private void End()
    {
        if (_running is null)
        {
            return;
        }

        _running.Process.Dispose();
        IReadOnlyDictionary<string, string> set = _running.Process.Variables;
        foreach (KeyValuePair<string, string?> variable in _before)
        {
            // What the user has changed in the meantime is the user's.
            string? ours = set.TryGetValue(variable.Key, out string? value) ? value : null;
            if (Environment.GetEnvironmentVariable(variable.Key) == ours)
            {
                Environment.SetEnvironmentVariable(variable.Key, variable.Value);
            }
        }

        _running = null;
    }
}

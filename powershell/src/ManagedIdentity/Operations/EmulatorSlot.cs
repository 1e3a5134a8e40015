using System;
using System.Collections.Generic;
using System.Linq;
using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>Holds the emulator of this process, and the previous values of the environment variables that it replaces.</summary>
internal sealed class EmulatorSlot
{
    private readonly object _gate = new();
    private ManagedIdentityEmulator? _running;
    private Dictionary<string, string?> _before = [];

    /// <summary>Starts an emulator, and makes this process use it.</summary>
    /// <param name="start">Starts the process.</param>
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
                // A remaining variable would point to another source than the emulator.
                Environment.SetEnvironmentVariable(name, null);
            }

            foreach (KeyValuePair<string, string> variable in _running.Process.Variables)
            {
                Environment.SetEnvironmentVariable(variable.Key, variable.Value);
            }

            return _running;
        }
    }

    /// <summary>Stops the emulator, and restores the variables. It isn't a failure if none is running.</summary>
    /// <param name="which">The emulator to stop; null means the running one.</param>
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

    /// <summary>Explains a failure that occurs because the emulator has ended while this process still uses it.</summary>
    /// <param name="failure">The failure of a call.</param>
    /// <returns>The failure to report instead; null if there's a different cause.</returns>
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
            // Variables that the user has changed in the meantime are kept.
            string? ours = set.TryGetValue(variable.Key, out string? value) ? value : null;
            if (Environment.GetEnvironmentVariable(variable.Key) == ours)
            {
                Environment.SetEnvironmentVariable(variable.Key, variable.Value);
            }
        }

        _running = null;
    }
}

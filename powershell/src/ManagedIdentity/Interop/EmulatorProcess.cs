using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Threading;
using ManagedIdentity.Errors;
using ManagedIdentity.Models;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>Runs azmi as the emulator. It ends with this process, because its standard input closes then.</summary>
internal sealed class EmulatorProcess : IDisposable
{
    /// <summary>The variable that points to its identity endpoint.</summary>
    internal const string ImdsVariable = "AZURE_POD_IDENTITY_AUTHORITY_HOST";

    private const string Hint = "Correct what the message names. 'Get-Help about_ManagedIdentity_Emulator' describes scenarios and faults.";

    // The exit code of shells and setsid for a program that isn't executable.
    private const int NotExecutable = 126;
    private const int AccessDenied = 13;
    private const int UsageError = 2;
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(30);
    private readonly string _program;
    private readonly Process _process;
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private readonly List<string> _errors = [];
    private bool _isReady;

    private EmulatorProcess(string program, Process process)
    {
        _program = program;
        _process = process;
        process.OutputDataReceived += (_, line) => OnOutput(line.Data);
        process.ErrorDataReceived += (_, line) => OnError(line.Data);
    }

    internal string Imds => _variables[ImdsVariable];

    internal string Arm => _variables["AZMI_ENVIRONMENT"];

    internal int Id => _process.Id;

    internal bool IsRunning => !_process.HasExited;

    /// <summary>The environment variables that point to it.</summary>
    internal IReadOnlyDictionary<string, string> Variables => _variables;

    /// <summary>Starts the emulator, and waits until it's ready.</summary>
    /// <param name="settings">The settings of the emulator.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The running emulator.</returns>
    internal static EmulatorProcess Start(EmulatorSettings settings, CancelSource cancel)
    {
        string program = settings.Program ?? EmulatorProgram.Find();
        EmulatorProcess made = new(program, new Process { StartInfo = EmulatorProgram.StartInfo(program, settings) });
        try
        {
            made.Run(cancel);
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>Stops the emulator.</summary>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Dispose();
            if (!_process.WaitForExit(5_000))
            {
                _process.Kill();
            }
        }
        catch (InvalidOperationException)
        {
            // The process never started, or has already exited.
        }

        // The process object stays open: a caller may still ask whether it runs.
    }

    private static ManagedIdentityException NotStarted(string why, Exception? inner = null) =>
        new(FailureStatus.NotConnected, FailureCode.EmulatorNotStarted, why, inner) { Hint = Hint };

    // Install-Module and Expand-Archive drop the execute permission.
    private ManagedIdentityException MayNotRun(Exception? inner) =>
        new(FailureStatus.NotConnected, FailureCode.EmulatorNotStarted, $"{_program} couldn't be started: it isn't marked as executable.", inner)
        {
            Hint = $"Mark it as executable: chmod +x '{_program}'",
        };

    private void Run(CancelSource cancel)
    {
        try
        {
            _ = _process.Start();
        }
        catch (Win32Exception failed)
        {
            throw failed.NativeErrorCode == AccessDenied && !Platform.Current.IsWindows
                ? MayNotRun(failed)
                : NotStarted($"{_program} couldn't be started: {failed.Message}", inner: failed);
        }

        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Stopwatch waited = Stopwatch.StartNew();
        while (!Volatile.Read(ref _isReady))
        {
            Thread.Sleep(20);
            if (cancel.IsTriggered)
            {
                throw new OperationCanceledException();
            }

            if (_process.HasExited)
            {
                // Without a time limit, this also waits for the last lines of output.
                _process.WaitForExit();
                throw _process.ExitCode == NotExecutable ? MayNotRun(null) : Failed();
            }

            if (waited.Elapsed > s_startTimeout)
            {
                throw NotStarted($"The emulator didn't start within {s_startTimeout.TotalSeconds} s.");
            }
        }
    }

    // The program writes the reason to both streams: as an error id and a message if it got that far.
    private ManagedIdentityException Failed()
    {
        const string code = nameof(FailureCode.EmulatorNotStarted);
        if (!_variables.TryGetValue("error", out string? id) || !_variables.TryGetValue("message", out string? message))
        {
            lock (_errors)
            {
                return NotStarted($"The emulator didn't start: {string.Join(" ", _errors)}");
            }
        }

        FailureStatus status = _process.ExitCode == UsageError ? FailureStatus.InvalidArgument : FailureStatus.NotConnected;
        string text = id == code ? $"{message} [{code}]" : $"The emulator didn't start: {message} [{code}; {id}]";
        return new(text, status, code, null) { Hint = Hint };
    }

    // Reads NAME=VALUE lines. An empty line marks the end.
    private void OnOutput(string? line)
    {
        if (line?.IndexOf('=') is int end and > 0)
        {
            _variables[line.Substring(0, end)] = line.Substring(end + 1);
        }
        else if (line?.Length == 0)
        {
            Volatile.Write(ref _isReady, true);
        }
    }

    private void OnError(string? line)
    {
        lock (_errors)
        {
            _errors.Add(line ?? string.Empty);
        }
    }
}

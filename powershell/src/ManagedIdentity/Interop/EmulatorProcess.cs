using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using ManagedIdentity.Errors;
using ManagedIdentity.Models;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>The program azmi of this module, as the emulator. It ends with this process: its standard input does then.</summary>
internal sealed class EmulatorProcess : IDisposable
{
    private const string Hint = "The message says what; 'azmi emulate --help' and the page of the emulator tell what it takes.";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private readonly List<string> _errors = [];
    private bool _told;

    private EmulatorProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Complain(line.Data);
    }

    internal string Imds => _variables["AZURE_POD_IDENTITY_AUTHORITY_HOST"];

    internal string Arm => _variables["AZMI_ENVIRONMENT"];

    internal int Id => _process.Id;

    internal bool IsRunning => !_process.HasExited;

    /// <summary>The variables that lead to it.</summary>
    internal IReadOnlyDictionary<string, string> Variables => _variables;

    /// <summary>The program in the folder of this module, for this process.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="ManagedIdentityException">It isn't there.</exception>
    internal static string Program()
    {
        Platform platform = Platform.Current;
        string library = LibraryFile.Locate(typeof(EmulatorProcess).Assembly.Location, platform, File.Exists);
        string program = Path.Combine(Path.GetDirectoryName(library) ?? string.Empty, platform.IsWindows ? "azmi.exe" : "azmi");
        return File.Exists(program) ? program : throw new ManagedIdentityException(
            FailureStatus.LibraryUnusable,
            "EmulatorProgramMissing",
            $"The program that plays the emulator is not there: {program}.")
        {
            Hint = "Install the module again, whole, with the programs it is packed with.",
        };
    }

    /// <summary>Starts it, and waits until it answers.</summary>
    /// <param name="settings">What it plays.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The running emulator.</returns>
    internal static EmulatorProcess Start(EmulatorSettings settings, CancelSource cancel)
    {
        EmulatorProcess made = new(new Process
        {
            StartInfo = new ProcessStartInfo(settings.Program ?? Program(), Arguments(settings))
            {
                UseShellExecute = false,
                CreateNoWindow = true,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        });
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

    /// <summary>Ends it.</summary>
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
            // It never started, or has ended by itself.
        }

        // Not the process and the event: who holds the handle may still ask whether it runs.
    }

    private static string Arguments(EmulatorSettings settings)
    {
        List<string> arguments = ["emulate", "--exit-with-stdin", "--imds", "127.0.0.1:" + settings.Port.ToString(CultureInfo.InvariantCulture)];
        if (settings.Scenario is string scenario)
        {
            arguments.AddRange(["--scenario", scenario]);
        }

        if (settings.Faults is string faults)
        {
            arguments.AddRange(["--faults", faults]);
        }

        return string.Join(" ", arguments.Select(Quoted));
    }

    // By the rules that both runtimes and Windows programs split a command line with.
    private static string Quoted(string argument) =>
        "\"" + Regex.Replace(Regex.Replace(argument, @"(\\*)""", @"$1$1\"""), @"(\\+)$", "$1$1") + "\"";

    private static ManagedIdentityException NotStarted(string why, bool usage = false, Exception? inner = null) => usage
        ? new(FailureStatus.InvalidArgument, "EmulatorNotStarted", why, inner) { Hint = Hint }
        : new(FailureStatus.NotConnected, "EmulatorNotStarted", why, inner) { Hint = Hint };

    private void Run(CancelSource cancel)
    {
        try
        {
            _ = _process.Start();
        }
        catch (Win32Exception failed)
        {
            throw NotStarted($"{_process.StartInfo.FileName} could not be started: {failed.Message}", inner: failed);
        }

        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Stopwatch waited = Stopwatch.StartNew();
        while (!Volatile.Read(ref _told))
        {
            Thread.Sleep(20);
            if (cancel.IsTriggered)
            {
                throw new OperationCanceledException();
            }

            if (_process.HasExited)
            {
                // Once more without a limit, which waits for the last lines, too.
                _process.WaitForExit();
                throw NotStarted($"The emulator did not start: {Complaint()}", usage: _process.ExitCode == 2);
            }

            if (waited.Elapsed > s_patience)
            {
                throw NotStarted($"The emulator did not start within {s_patience.TotalSeconds} s.");
            }
        }
    }

    private string Complaint()
    {
        lock (_errors)
        {
            string? own = _errors.Find(line => line.StartsWith("azmi: ", StringComparison.Ordinal));
            return own?.Substring("azmi: ".Length) ?? string.Join(" ", _errors);
        }
    }

    // The program prints what a shell needs, and then the same for PowerShell.
    private void Hear(string? line)
    {
        Match match = Regex.Match(line ?? string.Empty, "^export ([A-Z_]+)='(.*)'$");
        if (match.Success)
        {
            _variables[match.Groups[1].Value] = match.Groups[2].Value.Replace(@"'\''", "'");
        }
        else if (line == "Or in PowerShell:")
        {
            Volatile.Write(ref _told, true);
        }
    }

    private void Complain(string? line)
    {
        lock (_errors)
        {
            _errors.Add(line ?? string.Empty);
        }
    }
}

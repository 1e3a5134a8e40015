using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using ManagedIdentity.Errors;
using ManagedIdentity.Models;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>Finds the azmi program of this module, and builds its command line for the emulator.</summary>
internal static class EmulatorProgram
{
    private static readonly string[] s_setsid = ["/usr/bin/setsid", "/bin/setsid"];

    /// <summary>Finds the program for this process in the folder of this module.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="ManagedIdentityException">The program is missing.</exception>
    internal static string Find()
    {
        Platform platform = Platform.Current;
        string library = LibraryFile.Locate(typeof(EmulatorProgram).Assembly.Location, platform, File.Exists);
        string program = Path.Combine(Path.GetDirectoryName(library) ?? string.Empty, platform.IsWindows ? "azmi.exe" : "azmi");
        return File.Exists(program) ? program : throw new ManagedIdentityException(
            FailureStatus.LibraryUnusable,
            FailureCode.EmulatorProgramMissing,
            $"The emulator's program is missing: {program}.")
        {
            Hint = "Reinstall the complete module, including its programs.",
        };
    }

    /// <summary>Builds the command line.</summary>
    /// <remarks>
    /// A terminal sends Ctrl+C to all foreground processes, which would end the emulator with the command. So the emulator gets a
    /// separate session; on Windows, a separate console.
    /// </remarks>
    /// <param name="program">The program.</param>
    /// <param name="settings">The settings of the emulator.</param>
    /// <returns>Its command line.</returns>
    internal static ProcessStartInfo StartInfo(string program, EmulatorSettings settings)
    {
        string arguments = Arguments(settings);
        string? setsid = Platform.Current.IsWindows ? null : Array.Find(s_setsid, File.Exists);
        return new ProcessStartInfo(setsid ?? program, setsid is null ? arguments : Quoted(program) + " " + arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    private static string Arguments(EmulatorSettings settings)
    {
        List<string> arguments = ["emulate", "--exit-with-stdin", "--output", "env", "--imds", "127.0.0.1:" + settings.Port.ToString(CultureInfo.InvariantCulture)];
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

    // Follows the rules by which .NET and Windows programs split a command line.
    private static string Quoted(string argument) =>
        "\"" + Regex.Replace(Regex.Replace(argument, @"(\\*)""", @"$1$1\"""), @"(\\+)$", "$1$1") + "\"";
}

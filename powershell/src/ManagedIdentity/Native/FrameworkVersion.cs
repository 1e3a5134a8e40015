using System;
using System.Globalization;
using ManagedIdentity.Errors;

namespace ManagedIdentity.Native;

/// <summary>Checks the minimum version of .NET Framework. The manifest contains it, too, but no engine checks it.</summary>
internal static class FrameworkVersion
{
    private const string Prefix = ".NET Framework ";

    // The version that the first release of 4.7.2 reports.
    private static readonly Version s_oldest = new(4, 7, 3056);

    /// <summary>Refuses .NET Framework older than 4.7.2. Other runtimes aren't affected.</summary>
    /// <param name="runtime">The runtime's description, for example ".NET Framework 4.8.4645.0".</param>
    /// <returns>The failure, or null.</returns>
    internal static ManagedIdentityException? Refusal(string runtime)
    {
        if (!runtime.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        string version = runtime.Substring(Prefix.Length).Split(' ')[0];
        return Version.TryParse(version, out Version? found) && found < s_oldest
            ? LibraryFailure.Unsupported(
                string.Format(CultureInfo.InvariantCulture, "This module needs .NET Framework 4.7.2 or newer, but this is {0}.", version),
                "Install .NET Framework 4.7.2 or newer (Windows Update offers 4.8), or use PowerShell 7.")
            : null;
    }
}

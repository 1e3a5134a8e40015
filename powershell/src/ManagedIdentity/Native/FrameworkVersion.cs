using System;
using System.Globalization;
using ManagedIdentity.Errors;

namespace ManagedIdentity.Native;

/// <summary>The oldest .NET Framework this assembly runs on. The manifest names it too, but no engine looks there.</summary>
internal static class FrameworkVersion
{
    private const string Prefix = ".NET Framework ";

    // What the first release of 4.7.2 calls itself.
    private static readonly Version s_oldest = new(4, 7, 3056);

    /// <summary>The rule: .NET Framework 4.7.2 or newer; any other runtime is none of it.</summary>
    /// <param name="runtime">The runtime's own description, for example ".NET Framework 4.8.4645.0".</param>
    /// <returns>Why it is refused, or null.</returns>
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

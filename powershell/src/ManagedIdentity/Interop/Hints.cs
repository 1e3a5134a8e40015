using System.Text.RegularExpressions;

namespace ManagedIdentity.Interop;

/// <summary>Adapts the library's hints to this module.</summary>
internal static class Hints
{
    /// <summary>Removes the options of azmi, which follow the matching parameters.</summary>
    /// <param name="hint">The library's hint.</param>
    /// <returns>The hint with parameters only: "-ApiVersion 2022-12-01 (--api-version)" loses its parentheses, "(-Uri, --uri)" its second name.</returns>
    internal static string? ForPowerShell(string? hint) => hint is null
        ? null
        : Regex.Replace(hint, @" \(--[^()]*\)|, --[a-z-]+(?=[,;)])", string.Empty);
}

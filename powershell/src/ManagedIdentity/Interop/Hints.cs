using System.Text.RegularExpressions;

namespace ManagedIdentity.Interop;

/// <summary>Advice of the library, in the words of this module.</summary>
internal static class Hints
{
    /// <summary>Leaves out the options of azmi, which stand beside the parameters they belong to.</summary>
    /// <param name="hint">What the library says.</param>
    /// <returns>The same with parameters alone: "-ApiVersion 2022-12-01 (--api-version)" loses its parentheses, "(-Uri, --uri)" its second name.</returns>
    internal static string? ForPowerShell(string? hint) => hint is null
        ? null
        : Regex.Replace(hint, @" \(--[^()]*\)|, --[a-z-]+(?=[,;)])", string.Empty);
}

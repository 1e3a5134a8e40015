using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace ManagedIdentity.Models;

/// <summary>
/// The environment as .NET sees it at one moment. The native library reads none itself: on Linux, <c>$env:X = ...</c>
/// changes .NET's own copy only.
/// </summary>
internal sealed class EnvironmentVariables : IEquatable<EnvironmentVariables>
{
    private readonly Dictionary<string, string> _values;

    internal EnvironmentVariables(IEnumerable<KeyValuePair<string, string>> values)
    {
        _values = values.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
    }

    /// <summary>What <c>$env:</c> shows now.</summary>
    /// <returns>A copy.</returns>
    internal static EnvironmentVariables OfProcess()
    {
        IDictionary now = Environment.GetEnvironmentVariables();
        List<KeyValuePair<string, string>> pairs = new(now.Count);
        foreach (DictionaryEntry entry in now)
        {
            pairs.Add(new((string)entry.Key, (string?)entry.Value ?? string.Empty));
        }

        return new(pairs);
    }

    internal IReadOnlyDictionary<string, string> Values => _values;

    /// <inheritdoc/>
    public bool Equals(EnvironmentVariables? other) =>
        other is not null
        && other._values.Count == _values.Count
        && _values.All(pair => other._values.TryGetValue(pair.Key, out string? value) && value == pair.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EnvironmentVariables);

    /// <inheritdoc/>
    public override int GetHashCode() => _values.Count;
}

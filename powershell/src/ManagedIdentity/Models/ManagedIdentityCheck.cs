using System;

namespace ManagedIdentity.Models;

/// <summary>One thing that was examined, and what was found.</summary>
public sealed class ManagedIdentityCheck
{
    internal ManagedIdentityCheck(string check, string detail)
    {
        Check = check;
        Detail = detail;
    }

    /// <summary>Name of the check; stable.</summary>
    public string Check { get; }

    /// <summary>Its outcome.</summary>
    public CheckStatus Status { get; internal init; }

    /// <summary>What was found, and what it means.</summary>
    public string Detail { get; }

    /// <summary>The command or click that mends it; null when there is nothing to mend.</summary>
    public string? Fix { get; internal init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>The finding.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"{Check}: {Status}. {Detail}";
}

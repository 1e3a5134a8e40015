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

    /// <summary>Its outcome: the name of a <see cref="CheckStatus"/>, which is a word as JSON, too.</summary>
    public string Status { get; internal init; } = nameof(CheckStatus.Skipped);

    /// <summary>What was found, and what it means.</summary>
    public string Detail { get; }

    /// <summary>The command or click that fixes it; null when there is nothing to fix.</summary>
    public string? Fix { get; internal init; }

    /// <summary>How long it took, in a form that <see cref="TimeSpan"/> reads: as JSON, a TimeSpan of its own is a dozen lines.</summary>
    public string Duration { get; internal init; } = "00:00:00.000";

    /// <summary>The finding.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"{Check}: {Status}. {Detail}";
}

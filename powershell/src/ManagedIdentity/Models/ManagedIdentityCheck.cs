using System;
using System.Collections.Generic;

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

/// <summary>The outcome of a check. The numbers are those of the native library.</summary>
#pragma warning disable CA1008 // There is no check without an outcome, and the library has no such number.
public enum CheckStatus
#pragma warning restore CA1008
{
    /// <summary>All is well.</summary>
    Pass = 1,

    /// <summary>It works, and something deserves a look.</summary>
    Warning = 2,

    /// <summary>It does not work.</summary>
    Fail = 3,

    /// <summary>It does not apply, or can't be told before an earlier check passes.</summary>
    Skipped = 4,
}

/// <summary>What an examination of this machine found.</summary>
internal sealed class DoctorReport
{
    internal DoctorReport(bool isHealthy, IReadOnlyList<ManagedIdentityCheck> checks)
    {
        IsHealthy = isHealthy;
        Checks = checks;
    }

    /// <summary>Whether nothing failed.</summary>
    internal bool IsHealthy { get; }

    internal IReadOnlyList<ManagedIdentityCheck> Checks { get; }
}

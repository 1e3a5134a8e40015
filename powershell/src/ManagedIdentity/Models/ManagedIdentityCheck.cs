using System;
using System.Collections.Generic;

namespace ManagedIdentity.Models;

/// <summary>A check and its result.</summary>
public sealed class ManagedIdentityCheck
{
    internal ManagedIdentityCheck(string check, string detail)
    {
        Check = check;
        Detail = detail;
    }

    /// <summary>Name of the check; stable.</summary>
    public string Check { get; }

    /// <summary>Its outcome: the name of a <see cref="CheckStatus"/>, which stays readable as JSON.</summary>
    public string Status { get; internal init; } = nameof(CheckStatus.Skipped);

    /// <summary>What was found, and what it means.</summary>
    public string Detail { get; }

    /// <summary>The command or click that fixes it; null if there's nothing to fix.</summary>
    public string? Fix { get; internal init; }

    /// <summary>How long it took, in a form that <see cref="TimeSpan"/> can parse. As JSON, a TimeSpan would take a dozen lines.</summary>
    public string Duration { get; internal init; } = "00:00:00.000";

    /// <summary>Returns the result of the check.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"{Check}: {Status}. {Detail}";
}

/// <summary>The outcome of a check. The values match those of the native library.</summary>
#pragma warning disable CA1008 // Every check has an outcome, and the library has no zero value.
public enum CheckStatus
#pragma warning restore CA1008
{
    /// <summary>The check passed.</summary>
    Pass = 1,

    /// <summary>It works, but something needs attention.</summary>
    Warning = 2,

    /// <summary>It doesn't work.</summary>
    Fail = 3,

    /// <summary>It doesn't apply, or depends on an earlier check that didn't pass.</summary>
    Skipped = 4,
}

/// <summary>The results of the checks on this machine.</summary>
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

using System.Collections.Generic;

namespace ManagedIdentity.Models;

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

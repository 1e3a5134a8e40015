namespace ManagedIdentity.Models;

/// <summary>The principal of a machine.</summary>
internal sealed class VmPrincipal
{
    internal VmPrincipal(string principalId)
    {
        PrincipalId = principalId;
    }

    internal string PrincipalId { get; }

    internal IdentityType IdentityType { get; init; }

    internal string? ClientId { get; init; }

    internal string? TenantId { get; init; }

    internal string? ResourceId { get; init; }
}

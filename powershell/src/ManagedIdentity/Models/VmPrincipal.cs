namespace ManagedIdentity.Models;

/// <summary>The principal of a machine.</summary>
/// <remarks>Fields, as in <see cref="VmQuery"/>.</remarks>
internal sealed class VmPrincipal
{
    internal VmPrincipal(string principalId)
    {
        PrincipalId = principalId;
    }

    internal readonly string PrincipalId;

    internal IdentityType IdentityType;

    internal string? ClientId;

    internal string? TenantId;

    internal string? ResourceId;
}

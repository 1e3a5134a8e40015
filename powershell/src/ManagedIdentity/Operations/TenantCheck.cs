using System;
using ManagedIdentity.Errors;

namespace ManagedIdentity.Operations;

/// <summary>Checks the tenant that a script expects, as in Az. An identity has one tenant, so a script can't select it.</summary>
internal sealed class TenantCheck
{
    private readonly Guid _expected;

    /// <param name="tenantId">The tenant's id.</param>
    /// <exception cref="ManagedIdentityException">The id isn't a GUID.</exception>
    internal TenantCheck(string tenantId)
    {
        _expected = Guid.TryParse(tenantId, out Guid id) ? id : throw new ManagedIdentityException(
            FailureStatus.InvalidArgument,
            FailureCode.InvalidTenantId,
            $"The tenant '{tenantId}' isn't a GUID.")
        {
            Hint = "Pass the tenant's id, as Connect-ManagedIdentity shows it in TenantId; a domain name can't be checked. Or leave it out: an identity has only one tenant.",
        };
    }

    /// <summary>Compares the tenant with that of a token.</summary>
    /// <param name="found">The tenant of the token; null if the token doesn't contain it.</param>
    /// <exception cref="ManagedIdentityException">The tenant is different or unknown.</exception>
    internal void Confirm(string? found)
    {
        if (!Guid.TryParse(found, out Guid id) || id != _expected)
        {
            throw new ManagedIdentityException(
                FailureStatus.AuthenticationFailed,
                FailureCode.WrongTenant,
                found is null
                    ? $"You asked for the tenant {_expected}, but the token doesn't say which tenant it belongs to."
                    : $"You asked for the tenant {_expected}, but the identity belongs to {found}.")
            {
                Hint = "A managed identity works only in its own tenant. Correct the tenant, or use an identity that belongs to it.",
            };
        }
    }
}

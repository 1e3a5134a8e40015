using System;
using ManagedIdentity.Errors;

namespace ManagedIdentity.Operations;

/// <summary>The tenant that a script expects, as Az lets it say. An identity has one tenant, so there is nothing to choose.</summary>
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

    /// <summary>Compares with what a token says.</summary>
    /// <param name="found">The tenant of the token; null when it doesn't say.</param>
    /// <exception cref="ManagedIdentityException">It is another one, or isn't known.</exception>
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

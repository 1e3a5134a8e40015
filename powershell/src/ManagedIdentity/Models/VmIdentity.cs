using System.Collections.Generic;

namespace ManagedIdentity.Models;

/// <summary>All identities of a machine.</summary>
public sealed class VmIdentity
{
    internal VmIdentity(string name, string resourceId, IReadOnlyList<VmUserAssignedIdentity> userAssignedIdentities)
    {
        Name = name;
        ResourceId = resourceId;
        UserAssignedIdentities = userAssignedIdentities;
    }

    /// <summary>Name of the machine.</summary>
    public string Name { get; }

    /// <summary>Its resource group.</summary>
    public string? ResourceGroupName { get; internal init; }

    /// <summary>Its subscription.</summary>
    public string? SubscriptionId { get; internal init; }

    /// <summary>Its ARM id.</summary>
    public string ResourceId { get; }

    /// <summary>The kinds of identity: SystemAssigned, UserAssigned, both separated by a comma, or None.</summary>
    public string? IdentityType { get; internal init; }

    /// <summary>Object id of the system-assigned identity, which role assignments use; null without one.</summary>
    public string? PrincipalId { get; internal init; }

    /// <summary>Tenant of the system-assigned identity; null without one.</summary>
    public string? TenantId { get; internal init; }

    /// <summary>The user-assigned identities, in the order of their ids.</summary>
    public IReadOnlyList<VmUserAssignedIdentity> UserAssignedIdentities { get; }

    /// <summary>Whether it's in a list with machines of other subscriptions, which is displayed by subscription.</summary>
    internal bool IsAmongSubscriptions { get; set; }

    /// <summary>Returns the machine and its identities.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"{Name}: {IdentityType}";
}

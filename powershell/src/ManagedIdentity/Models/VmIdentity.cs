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

    /// <summary>Which kinds of identity it has: SystemAssigned, UserAssigned, both with a comma between them, or None.</summary>
    public string? IdentityType { get; internal init; }

    /// <summary>Object id of the system-assigned identity, which role assignments name; null without one.</summary>
    public string? PrincipalId { get; internal init; }

    /// <summary>Tenant of the system-assigned identity; null without one.</summary>
    public string? TenantId { get; internal init; }

    /// <summary>The user-assigned identities, in the order of their ids.</summary>
    public IReadOnlyList<VmUserAssignedIdentity> UserAssignedIdentities { get; }

    /// <summary>Whether it stands in a list with machines of other subscriptions, which is shown by subscription.</summary>
    internal bool IsAmongSubscriptions { get; set; }

    /// <summary>The machine and what identities it has.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"{Name}: {IdentityType}";
}

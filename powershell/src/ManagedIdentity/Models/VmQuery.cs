using System.Collections.Generic;

namespace ManagedIdentity.Models;

/// <summary>Which machine is meant; nothing given: this one.</summary>
/// <remarks>Fields: each accessor of a property is compiled by itself, in each script that names a machine.</remarks>
internal sealed class VmQuery
{
    internal string? Name;

    internal string? ResourceGroupName;

    internal string? SubscriptionId;

    internal string? ResourceId;

    /// <summary>Name or ARM id of one of its user-assigned identities.</summary>
    internal string? IdentityName;
}

/// <summary>Which machines are meant.</summary>
internal sealed class FleetQuery
{
    /// <summary>All that can be read.</summary>
    internal bool All { get; init; }

    /// <summary>Those whose name fits, in place of all.</summary>
    internal string? NamePattern { get; init; }

    /// <summary>Only those of this resource group.</summary>
    internal string? ResourceGroupName { get; init; }

    /// <summary>Only those of these subscriptions; none: the connection's, else all readable ones.</summary>
    internal IReadOnlyList<string> SubscriptionIds { get; init; } = [];
}

using System.Collections.Generic;

namespace ManagedIdentity.Models;

/// <summary>Selects a machine. An empty query selects this machine.</summary>
/// <remarks>Fields instead of properties: the runtime would compile each accessor in every script that names a machine.</remarks>
internal sealed class VmQuery
{
    internal string? Name;

    internal string? ResourceGroupName;

    internal string? SubscriptionId;

    internal string? ResourceId;

    /// <summary>Name or ARM id of one of its user-assigned identities.</summary>
    internal string? IdentityName;
}

/// <summary>Selects machines.</summary>
internal sealed class FleetQuery
{
    /// <summary>Selects all machines that can be read.</summary>
    internal bool All { get; init; }

    /// <summary>Selects the machines whose name matches.</summary>
    internal string? NamePattern { get; init; }

    /// <summary>Limits the selection to this resource group.</summary>
    internal string? ResourceGroupName { get; init; }

    /// <summary>Limits the selection to these subscriptions; if empty, to the connection's, or else to all that can be read.</summary>
    internal IReadOnlyList<string> SubscriptionIds { get; init; } = [];
}

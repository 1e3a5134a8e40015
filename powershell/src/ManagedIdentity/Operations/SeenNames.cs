using System;
using System.Collections.Generic;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>Names that this runspace has displayed or used. They serve only completion.</summary>
/// <remarks>Sorted only for completion: the runtime would compile a SortedDictionary in every script that names a machine.</remarks>
internal sealed class SeenNames
{
    // Enough for a person to choose from; a fleet can have more.
    private const int Most = 1_000;

    /// <summary>User-assigned identities, each with its last seen ARM id.</summary>
    internal readonly Dictionary<string, string> Identities = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Machines, each with its ARM id.</summary>
    internal readonly Dictionary<string, string> Machines = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Resource groups, each with its subscription.</summary>
    internal readonly Dictionary<string, string> Groups = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Subscriptions.</summary>
    internal readonly Dictionary<string, string> Subscriptions = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Records a machine and its identities.</summary>
    /// <param name="machine">The machine.</param>
    internal void Note(VmIdentity machine)
    {
        NotePlace(machine.Name, machine.ResourceId, machine.ResourceGroupName, machine.SubscriptionId);
        foreach (VmUserAssignedIdentity identity in machine.UserAssignedIdentities)
        {
            Note(Identities, identity.Name, identity.ResourceId);
        }
    }

    /// <summary>Records the location of this machine.</summary>
    /// <param name="connection">The connection.</param>
    internal void Note(ManagedIdentityConnection connection) =>
        NotePlace(connection.VmName, connection.IdentityResourceId, connection.ResourceGroupName, connection.SubscriptionId);

    /// <summary>Records a machine that was found by its name.</summary>
    /// <param name="query">The query that found it.</param>
    internal void Note(VmQuery query) => NotePlace(query.Name, query.Name, query.ResourceGroupName, query.SubscriptionId);

    private static void Note(Dictionary<string, string> seen, string? name, string? meaning)
    {
        if (!string.IsNullOrEmpty(name) && (seen.Count < Most || seen.ContainsKey(name!)))
        {
            seen[name!] = string.IsNullOrEmpty(meaning) ? name! : meaning!;
        }
    }

    private void NotePlace(string? name, string? id, string? group, string? subscription)
    {
        Note(Machines, name, id);
        Note(Groups, group, subscription);
        Note(Subscriptions, subscription, null);
    }
}

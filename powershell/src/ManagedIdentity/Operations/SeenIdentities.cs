using System;
using System.Collections.Generic;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>Names of user-assigned identities that this runspace has shown: for completion only, nothing is looked up here.</summary>
internal sealed class SeenIdentities
{
    // What a person can choose from; a fleet may have more.
    private const int Most = 1_000;
    private readonly SortedDictionary<string, string> _resourceIds = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names, each with the ARM id it was seen with last.</summary>
    internal IReadOnlyDictionary<string, string> Names => _resourceIds;

    /// <summary>Notes those of a machine.</summary>
    /// <param name="machine">The machine.</param>
    internal void Note(VmIdentity machine)
    {
        foreach (VmUserAssignedIdentity identity in machine.UserAssignedIdentities)
        {
            if (_resourceIds.Count < Most || _resourceIds.ContainsKey(identity.Name))
            {
                _resourceIds[identity.Name] = identity.ResourceId;
            }
        }
    }
}

using System.Collections.Generic;
using System.Collections.ObjectModel;

namespace ManagedIdentity.Models;

/// <summary>The user-assigned identities of a machine: a list that is its names where text is wanted, as in a CSV file.</summary>
internal sealed class VmUserAssignedIdentityList : ReadOnlyCollection<VmUserAssignedIdentity>
{
    internal VmUserAssignedIdentityList(IList<VmUserAssignedIdentity> identities)
        : base(identities)
    {
    }

    /// <summary>The names.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => string.Join(", ", this);
}

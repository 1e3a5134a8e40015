using System.Collections.Generic;
using System.Collections.ObjectModel;

namespace ManagedIdentity.Models;

/// <summary>The user-assigned identities of a machine. As text, for example in a CSV file, the list is its names.</summary>
internal sealed class VmUserAssignedIdentityList : ReadOnlyCollection<VmUserAssignedIdentity>
{
    internal VmUserAssignedIdentityList(IList<VmUserAssignedIdentity> identities)
        : base(identities)
    {
    }

    /// <summary>Returns the names.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => string.Join(", ", this);
}

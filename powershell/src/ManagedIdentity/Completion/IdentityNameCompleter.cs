using System.Collections;
using System.Collections.Generic;
using System.Linq;
using ManagedIdentity.Commands;

namespace ManagedIdentity.Completion;

/// <summary>Completes names of user-assigned identities that Get-VmIdentity has shown in this runspace.</summary>
public sealed class IdentityNameCompleter : Completer
{
    private protected override IEnumerable<KeyValuePair<string, string>> Offers(IDictionary bound) =>
        RunspaceConnections.Current.SeenIdentities.Names.ToArray();
}

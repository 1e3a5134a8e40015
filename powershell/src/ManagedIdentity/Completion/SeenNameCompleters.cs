using System.Collections;
using System.Collections.Generic;
using System.Linq;
using ManagedIdentity.Commands;

namespace ManagedIdentity.Completion;

/// <summary>Completes names of user-assigned identities that this runspace has seen.</summary>
public sealed class IdentityNameCompleter : Completer
{
    private protected override IEnumerable<KeyValuePair<string, string>> Offers(IDictionary bound) =>
        RunspaceConnections.Current.SeenNames.Identities.ToArray();
}

/// <summary>Completes names of machines that this runspace has seen.</summary>
public sealed class VmNameCompleter : Completer
{
    private protected override IEnumerable<KeyValuePair<string, string>> Offers(IDictionary bound) =>
        RunspaceConnections.Current.SeenNames.Machines.ToArray();
}

/// <summary>Completes names of resource groups that this runspace has seen.</summary>
public sealed class ResourceGroupCompleter : Completer
{
    private protected override IEnumerable<KeyValuePair<string, string>> Offers(IDictionary bound) =>
        RunspaceConnections.Current.SeenNames.Groups.ToArray();
}

/// <summary>Completes subscriptions that this runspace has seen.</summary>
public sealed class SubscriptionCompleter : Completer
{
    private protected override IEnumerable<KeyValuePair<string, string>> Offers(IDictionary bound) =>
        RunspaceConnections.Current.SeenNames.Subscriptions.ToArray();
}

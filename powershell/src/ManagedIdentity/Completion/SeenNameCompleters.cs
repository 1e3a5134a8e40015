using System.Collections;
using System.Collections.Generic;
using ManagedIdentity.Commands;

namespace ManagedIdentity.Completion;

/// <summary>Completes names of user-assigned identities that this runspace has seen.</summary>
public sealed class IdentityNameCompleter : Completer
{
    private protected override IEnumerable<KeyValuePair<string, string>> Offers(IDictionary bound) =>
        Sorted(RunspaceConnections.Current.SeenNames.Identities);
}

/// <summary>Completes names of machines that this runspace has seen.</summary>
public sealed class VmNameCompleter : Completer
{
    private protected override IEnumerable<KeyValuePair<string, string>> Offers(IDictionary bound) =>
        Sorted(RunspaceConnections.Current.SeenNames.Machines);
}

/// <summary>Completes names of resource groups that this runspace has seen.</summary>
public sealed class ResourceGroupCompleter : Completer
{
    private protected override IEnumerable<KeyValuePair<string, string>> Offers(IDictionary bound) =>
        Sorted(RunspaceConnections.Current.SeenNames.Groups);
}

/// <summary>Completes subscriptions that this runspace has seen.</summary>
public sealed class SubscriptionCompleter : Completer
{
    private protected override IEnumerable<KeyValuePair<string, string>> Offers(IDictionary bound) =>
        Sorted(RunspaceConnections.Current.SeenNames.Subscriptions);
}

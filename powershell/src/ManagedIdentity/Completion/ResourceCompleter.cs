using System.Collections;
using System.Collections.Generic;
using System.Linq;
using ManagedIdentity.Commands;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

namespace ManagedIdentity.Completion;

/// <summary>Completes names of services that tokens can be asked for.</summary>
public sealed class ResourceCompleter : Completer
{
    private protected override IEnumerable<KeyValuePair<string, string>> Offers(IDictionary bound)
    {
        ManagedIdentityConnection? connection = bound["Connection"] as ManagedIdentityConnection ?? RunspaceConnections.Current.Current;
        List<Audience> found = Audiences.In(bound["Environment"] as string ?? connection?.Environment);
        if (found.Count == 0)
        {
            // A cloud of its own: its audiences are known only to it, the names are the same everywhere.
            return Audiences.In(null).Select(audience => new KeyValuePair<string, string>(audience.Name, audience.Description));
        }

        return found.Select(audience => new KeyValuePair<string, string>(audience.Name, $"{audience.Description}: {audience.Uri}"));
    }
}

using System.Collections;
using System.Collections.Generic;
using System.Linq;
using ManagedIdentity.Commands;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

namespace ManagedIdentity.Completion;

/// <summary>Completes names of services that tokens can be requested for.</summary>
public sealed class ResourceCompleter : Completer
{
    private protected override IEnumerable<KeyValuePair<string, string>> Offers(IDictionary bound)
    {
        ManagedIdentityConnection? connection = bound["Connection"] as ManagedIdentityConnection ?? RunspaceConnections.Current.Current;
        List<Audience> found = Audiences.In(bound["Environment"] as string ?? connection?.Environment);
        if (found.Count == 0)
        {
            // A custom cloud: its audiences aren't known here, but the names are the same in every cloud.
            return Audiences.In(null).Select(audience => new KeyValuePair<string, string>(audience.Name, audience.Description));
        }

        return found.Select(audience => new KeyValuePair<string, string>(audience.Name, $"{audience.Description}: {audience.Uri}"));
    }
}

/// <summary>Completes names of clouds.</summary>
public sealed class EnvironmentCompleter : Completer
{
    private protected override IEnumerable<KeyValuePair<string, string>> Offers(IDictionary bound) =>
    [
        new("AzureCloud", "The public cloud: https://management.azure.com/"),
        new("AzureUSGovernment", "US Government: https://management.usgovcloudapi.net/"),
        new("AzureChinaCloud", "China, operated by 21Vianet: https://management.chinacloudapi.cn/"),
        new("AzureBleu", "France, operated by Bleu: https://management.sovcloud-api.fr/"),
        new("AzureDelos", "Germany, operated by Delos: https://management.sovcloud-api.de/"),
        new("AzureGovSG", "Government of Singapore: https://management.sovcloud-api.sg/"),
        new("USNat", "US National: https://management.azure.eaglex.ic.gov/"),
        new("USSec", "US Secret: https://management.azure.microsoft.scloud/"),
    ];
}

/// <summary>Completes HTTP methods. The parameter accepts others, too.</summary>
public sealed class MethodCompleter : Completer
{
    private protected override IEnumerable<KeyValuePair<string, string>> Offers(IDictionary bound) =>
    [
        new("GET", "Reads"),
        new("PUT", "Creates or replaces"),
        new("PATCH", "Updates a part"),
        new("POST", "Starts an action or runs a query"),
        new("DELETE", "Deletes"),
        new("HEAD", "Checks whether it exists"),
    ];
}

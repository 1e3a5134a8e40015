using System.Collections;
using System.Collections.Generic;

namespace ManagedIdentity.Completion;

/// <summary>Completes names of clouds.</summary>
public sealed class EnvironmentCompleter : Completer
{
    private protected override IEnumerable<KeyValuePair<string, string>> Offers(IDictionary bound) =>
    [
        new("AzureCloud", "The public cloud: https://management.azure.com/"),
        new("AzureUSGovernment", "US Government: https://management.usgovcloudapi.net/"),
        new("AzureChinaCloud", "China, operated by 21Vianet: https://management.chinacloudapi.cn/"),
    ];
}

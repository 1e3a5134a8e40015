using System.Collections;
using System.Collections.Generic;

namespace ManagedIdentity.Completion;

/// <summary>Completes methods of requests. Others are taken, too.</summary>
public sealed class MethodCompleter : Completer
{
    private protected override IEnumerable<KeyValuePair<string, string>> Offers(IDictionary bound) =>
    [
        new("GET", "Reads"),
        new("PUT", "Creates, or replaces whole"),
        new("PATCH", "Changes a part"),
        new("POST", "Starts an action, or asks a query"),
        new("DELETE", "Deletes"),
        new("HEAD", "Tells whether it is there"),
    ];
}

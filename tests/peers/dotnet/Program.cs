// Asks Azure.Identity for a token: peer RESOURCE [client-id|object-id|resource-id ID]. One line of JSON.

using System;
using System.Globalization;
using System.Text.Json;
using System.Threading;
using Azure.Core;
using Azure.Identity;

try
{
    ManagedIdentityId id = args.Length < 3
        ? ManagedIdentityId.SystemAssigned
        : args[1] switch
        {
            "client-id" => ManagedIdentityId.FromUserAssignedClientId(args[2]),
            "object-id" => ManagedIdentityId.FromUserAssignedObjectId(args[2]),
            "resource-id" => ManagedIdentityId.FromUserAssignedResourceId(new ResourceIdentifier(args[2])),
            _ => throw new ArgumentException("no selector: " + args[1]),
        };
    var credential = new ManagedIdentityCredential(id);
    AccessToken token = await credential.GetTokenAsync(new TokenRequestContext([args[0] + "/.default"]), CancellationToken.None).ConfigureAwait(false);
    Console.WriteLine(JsonSerializer.Serialize(new { token = token.Token, expiresOn = token.ExpiresOn.ToUnixTimeSeconds() }));
}
#pragma warning disable CA1031 // Whatever the client throws is its answer.
catch (Exception error)
#pragma warning restore CA1031
{
    Console.WriteLine(JsonSerializer.Serialize(new { error = string.Create(CultureInfo.InvariantCulture, $"{error.GetType().Name}: {error.Message}") }));
}

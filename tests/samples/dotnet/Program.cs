using System;
using System.Text.Json;
using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

namespace ManagedIdentity.Sample;

/// <summary>Reads a secret of a key vault with the machine's identity. Needs the role Key Vault Secrets User.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        if (args.Length != 1)
        {
            Console.Error.WriteLine("usage: Sample https://VAULT.vault.azure.net/secrets/NAME");
            return 2;
        }

        try
        {
            Console.WriteLine(ReadSecret(args[0]));
            return 0;
        }
        catch (ManagedIdentityException failure)
        {
            Console.Error.WriteLine($"{failure.Message} [{failure.Code}]");
            Console.Error.WriteLine(failure.Hint);
            return 1;
        }
    }

    private static string? ReadSecret(string uri)
    {
        using Client client = Client.Create(new ClientSettings(), EnvironmentVariables.OfProcess());
        using RestAnswer answer = client.Send(new RestRequest { Uri = uri, ApiVersion = "7.4" }, new CallSettings { TimeoutSec = 100 });
        using JsonDocument secret = JsonDocument.Parse(answer.Body());
        return secret.RootElement.GetProperty("value").GetString();
    }
}

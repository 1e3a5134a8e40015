using System.Text.Json;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Operations;

/// <summary>Platforms change IDENTITY_HEADER in long-lived processes, such as an Azure Functions worker.</summary>
public sealed class NewSecretTests(Emulator emulator) : IClassFixture<Emulator>
{
    private const string Resource = "https://rotated.example";

    [Fact]
    public async Task A_refused_secret_is_reread_and_the_request_repeated_once()
    {
        await emulator.Plan();
        using Bench bench = new(AppService());
        ManagedIdentityConnection connection = ConnectionOf(AppService(("IDENTITY_HEADER", "old")));
        for (int i = 0; i < 2; i++)
        {
            TokenOperation.Run(bench.Context(), connection, new() { Resource = Resource, ForceRefresh = true }, TokenForm.Token);
            Assert.Equal("AppService", bench.Taken<ManagedIdentityToken>().Source);
        }

        // The refusal and the two tokens.
        Assert.Equal(3, await emulator.Requests("/msi/token"));
    }

    [Fact]
    public async Task Without_a_new_secret_the_refusal_is_reported()
    {
        await emulator.Plan();
        EnvironmentVariables old = AppService(("IDENTITY_HEADER", "old"));
        using Bench bench = new(old);
        TokenOperation.Run(bench.Context(), ConnectionOf(old), new() { Resource = Resource, ForceRefresh = true }, TokenForm.Token);
        Assert.Equal("TokenRefused", Assert.Single(bench.Output.Failures).ErrorId);
        Assert.Equal(1, await emulator.Requests("/msi/token"));
    }

    [Fact]
    public async Task A_new_secret_for_another_endpoint_is_not_used()
    {
        await emulator.Plan();
        using Bench bench = new(AppService(("IDENTITY_ENDPOINT", "http://127.0.0.1:9/token")));
        TokenOperation.Run(bench.Context(), ConnectionOf(AppService(("IDENTITY_HEADER", "old"))), new() { Resource = Resource, ForceRefresh = true }, TokenForm.Token);
        Assert.Equal("TokenRefused", Assert.Single(bench.Output.Failures).ErrorId);
    }

    [Fact]
    public async Task A_secret_that_is_not_refused_is_kept()
    {
        await emulator.Plan();
        using Bench bench = new(AppService(("IDENTITY_HEADER", "another component's")));
        TokenOperation.Run(bench.Context(), ConnectionOf(AppService()), new() { Resource = Resource, ForceRefresh = true }, TokenForm.Token);
        Assert.Equal(Resource, bench.Taken<ManagedIdentityToken>().Resource);
        Assert.Equal(1, await emulator.Requests("/msi/token"));
    }

    private static ManagedIdentityConnection ConnectionOf(EnvironmentVariables variables)
    {
#pragma warning disable CA2000 // The connection owns it.
        Client client = Client.Create(new ClientSettings(), variables);
#pragma warning restore CA2000
        return new(client);
    }

    private EnvironmentVariables AppService(params (string Name, string Value)[] more)
    {
        JsonElement own = emulator.Facts.GetProperty("sources").GetProperty("app-service").GetProperty("environment");
        (string Name, string Value)[] variables = [.. own.EnumerateObject().Select(entry => (entry.Name, entry.Value.GetString()!))];
        Dictionary<string, string> all = variables.Concat(more).GroupBy(pair => pair.Name).ToDictionary(pair => pair.Key, pair => pair.Last().Value);
        return new(all);
    }
}

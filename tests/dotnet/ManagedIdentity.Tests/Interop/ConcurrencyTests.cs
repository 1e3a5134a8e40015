using ManagedIdentity.Interop;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Interop;

public sealed class ConcurrencyTests(Emulator emulator) : IClassFixture<Emulator>
{
    private const int Callers = 100;

    [Fact]
    public async Task A_hundred_callers_share_one_request()
    {
        await emulator.Plan(new { endpoint = "imds", delayMs = 300 });
        using Client client = Client.Create(new(), emulator.Variables());
        string[] tokens = Together(Callers, _ => client.GetToken(
            new() { Resource = "https://hundred.example" }, new CallSettings { TimeoutSec = 30 }).ToPlainText());
        Assert.Single(tokens.Distinct());
        Assert.Equal(1, await emulator.TokenRequests());
    }

    [Fact]
    public async Task Three_identities_send_three_requests()
    {
        await emulator.Plan(new { endpoint = "imds", delayMs = 300 });
        ClientSettings[] identities =
        [
            new(),
            new() { ClientId = emulator.UserAssigned(0, "clientId") },
            new() { ObjectId = emulator.UserAssigned(1, "principalId") },
        ];
        Client[] clients = [.. identities.Select(identity => Client.Create(identity, emulator.Variables()))];
        string?[] principals = Together(Callers, index => clients[index % 3].GetToken(
            new() { Resource = "https://three.example" }, new CallSettings { TimeoutSec = 30 }).PrincipalId);
        Assert.Equal(
            [emulator.SystemPrincipal, emulator.UserAssigned(0, "principalId"), emulator.UserAssigned(1, "principalId")],
            principals.Take(3));
        Assert.Equal(3, principals.Distinct().Count());
        Assert.Equal(3, await emulator.TokenRequests());
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact]
    public async Task Fifty_connecting_runspaces_share_one_request()
    {
        await emulator.Plan(new { endpoint = "imds", match = "identity/oauth2/token", delayMs = 300 });
        ExplicitConnectionFlag process = new();
        string?[] principals = Together(50, _ =>
        {
            using Bench bench = new(emulator.Variables(), process);
            return bench.Connect().PrincipalId;
        });
        Assert.All(principals, principal => Assert.Equal(emulator.SystemPrincipal, principal));
        Assert.Equal(1, await emulator.TokenRequests());
    }

    // Dedicated threads: the thread pool would start them one by one.
    private static T[] Together<T>(int count, Func<int, T> work)
    {
        T[] results = new T[count];
        List<Exception> failures = [];
        using Barrier start = new(count);
        Thread[] threads =
        [
            .. Enumerable.Range(0, count).Select(index => new Thread(() =>
            {
                start.SignalAndWait();
#pragma warning disable CA1031 // The test's thread reports it.
                try
                {
                    results[index] = work(index);
                }
                catch (Exception failure)
                {
                    lock (failures)
                    {
                        failures.Add(failure);
                    }
                }
#pragma warning restore CA1031
            })),
        ];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Empty(failures);
        return results;
    }
}

using ManagedIdentity.Errors;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Operations;

public sealed class DisconnectTests(Emulator emulator) : IClassFixture<Emulator>
{
    [Fact]
    public void A_closed_connection_is_refused()
    {
        using Bench bench = new(emulator.Variables());
        ManagedIdentityConnection connection = bench.Connect();
        DisconnectOperation.Run(bench.Context(), null);
        Assert.Null(bench.State.Current);
        TokenOperation.Run(bench.Context(), connection, new(), TokenForm.Token);
        ErrorReport report = Assert.Single(bench.Output.Failures);
        Assert.Equal("ConnectionClosed", report.ErrorId);
        Assert.True(report.Terminating);
    }

    [Fact]
    public async Task Tokens_of_a_closed_connection_are_removed()
    {
        // A separate identity: other connections for the same one would keep its tokens.
        ClientSettings only = new() { ClientId = emulator.UserAssigned(0, "clientId") };
        await emulator.Plan();
        using Bench bench = new(emulator.Variables());
        bench.Connect(only);
        DisconnectOperation.Run(bench.Context(), null);
        bench.Connect(only);
        Assert.Equal(2, await emulator.TokenRequests());
    }

    [Fact]
    public void Closing_another_connection_keeps_the_current_one()
    {
        using Bench bench = new(emulator.Variables());
        ManagedIdentityConnection first = bench.Connect();
        ManagedIdentityConnection second = bench.Connect();
        DisconnectOperation.Run(bench.Context(), first);
        Assert.Same(second, bench.State.Current);
        Assert.True(first.Client!.IsClosed);
        Assert.False(second.Client!.IsClosed);
    }

    [Fact]
    public void Closing_twice_or_without_a_connection_succeeds()
    {
        using Bench bench = new(emulator.Variables());
        DisconnectOperation.Run(bench.Context(), null);
        ManagedIdentityConnection connection = bench.Connect();
        DisconnectOperation.Run(bench.Context(), connection);
        DisconnectOperation.Run(bench.Context(), connection);
        Assert.Empty(bench.Output.Failures);
    }

    [Fact]
    public void A_connection_closed_by_another_runspace_is_no_longer_current()
    {
        using Bench owner = new(emulator.Variables());
        using Bench other = new(emulator.Variables());
        ManagedIdentityConnection connection = owner.Connect();
        CurrentConnectionOperation.Run(owner.Context());
        Assert.Same(connection, owner.Taken<ManagedIdentityConnection>());

        DisconnectOperation.Run(other.Context(), connection);
        CurrentConnectionOperation.Run(owner.Context());
        Assert.Empty(owner.Output.Results);
        TokenOperation.Run(owner.Context(), null, new(), TokenForm.Token);
        Assert.Equal("ConnectionClosed", Assert.Single(owner.Output.Failures).ErrorId);
    }

    [Fact]
    public async Task A_running_call_ends_first()
    {
        await emulator.Plan(new { endpoint = "imds", match = "running.example", delayMs = 600 });
        using Bench bench = new(emulator.Variables());
        ManagedIdentityConnection connection = bench.Connect();
        Task<ManagedIdentityToken> running = Task.Run(() => connection.Client!.GetToken(
            new() { Resource = "https://running.example" }, new() { TimeoutSec = 30 }));
        await Task.Delay(200);
        DisconnectOperation.Run(bench.Context(), connection);
        Assert.Equal("https://running.example", (await running).Resource);
    }
}

using System.Collections;
using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Operations;

/// <summary>The selection of a connection, and when none is available.</summary>
public sealed class StateTests(Emulator emulator) : IClassFixture<Emulator>
{
    [Fact]
    public void Without_a_connection_the_default_is_created()
    {
        using Bench bench = new(emulator.Variables());
        Assert.Equal(emulator.SystemPrincipal, Token(bench).PrincipalId);
        Assert.Null(bench.State.Current);
    }

    [Fact]
    public void The_default_follows_the_environment()
    {
        using Bench bench = new(emulator.Variables());
        Client first = bench.State.Resolve(null, () => bench.Variables);
        Assert.Same(first, bench.State.Resolve(null, () => emulator.Variables()));

        bench.Variables = emulator.Variables(("NO_PROXY", "changed.example"));
        Client second = bench.State.Resolve(null, () => bench.Variables);
        Assert.NotSame(first, second);
        Assert.True(first.IsClosed);
    }

    [Fact]
    public void A_connection_keeps_its_environment()
    {
        using Bench bench = new(emulator.Variables());
        bench.Connect();
        bench.Variables = new(new Hashtable { ["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = "http://127.0.0.1:9" });
        Assert.Equal(emulator.SystemPrincipal, Token(bench).PrincipalId);
    }

    [Fact]
    public async Task A_sign_in_shares_the_token_of_the_previous_default()
    {
        await emulator.Plan();
        using Bench bench = new(emulator.Variables());
        Token(bench);
        bench.Connect();
        Assert.InRange(await emulator.TokenRequests(), 0, 1);
    }

    [Fact]
    public void Two_runspaces_can_use_two_identities()
    {
        ExplicitConnectionFlag process = new();
        using Bench first = new(emulator.Variables(), process);
        using Bench second = new(emulator.Variables(), process);
        first.Connect();
        second.Connect(new() { ClientId = emulator.UserAssigned(0, "clientId") });
        Assert.Equal(emulator.SystemPrincipal, Token(first).PrincipalId);
        Assert.Equal(emulator.UserAssigned(0, "principalId"), Token(second).PrincipalId);
    }

    [Theory]
    [InlineData("selector")]
    [InlineData("source")]
    [InlineData("environment")]
    public void After_an_explicit_sign_in_no_runspace_gets_the_default(string choice)
    {
        ExplicitConnectionFlag process = new();
        using Bench chosen = new(emulator.Variables(), process);
        ManagedIdentityConnection connection = chosen.Connect(new()
        {
            AccountId = choice == "selector" ? emulator.UserAssigned(0, "clientId") : null,
            Source = choice == "source" ? IdentitySource.Vm : IdentitySource.Auto,
            Environment = choice == "environment" ? emulator.Facts.GetProperty("arm").GetString() : null,
        });

        using Bench other = new(emulator.Variables(), process);
        TokenOperation.Run(other.Context(), null, new(), TokenForm.Token);
        ErrorReport report = Assert.Single(other.Output.Failures);
        Assert.Equal("NoConnectionInRunspace", report.ErrorId);
        Assert.True(report.Terminating);
        Assert.Contains("$using:connection", report.RecommendedAction!, StringComparison.Ordinal);

        other.Output.Failures.Clear();
        TokenOperation.Run(other.Context(), connection, new(), TokenForm.Token);
        Assert.Equal(connection.PrincipalId, other.Taken<ManagedIdentityToken>().PrincipalId);
    }

    [Theory]
    [InlineData("disconnected")]
    [InlineData("connected with the default")]
    [InlineData("closed")]
    public void The_default_is_available_again_after_the_explicit_runspace_is_done(string how)
    {
        ExplicitConnectionFlag process = new();
        using Bench chosen = new(emulator.Variables(), process);
        using Bench other = new(emulator.Variables(), process);
        chosen.Connect(new() { ClientId = emulator.UserAssigned(0, "clientId") });
        Assert.True(process.IsSet);
        switch (how)
        {
            case "disconnected":
                DisconnectOperation.Run(chosen.Context(), null);
                break;
            case "closed":
                chosen.State.Abandon();
                break;
            default:
                chosen.Connect();
                break;
        }

        Assert.False(process.IsSet);
        Assert.Equal(emulator.SystemPrincipal, Token(other).PrincipalId);
    }

    [Fact]
    public void After_a_failed_explicit_sign_in_the_error_names_this_session_until_it_disconnects()
    {
        using Bench bench = new(emulator.Variables());
        ConnectOperation.Run(bench.Context(), new() { ClientId = Guid.NewGuid().ToString() }, null, makesCurrent: true);
        bench.Output.Failures.Clear();
        TokenOperation.Run(bench.Context(), null, new(), TokenForm.Token);
        ErrorReport report = Assert.Single(bench.Output.Failures);
        Assert.Equal("NoConnectionInRunspace", report.ErrorId);
        Assert.Contains("Connect-ManagedIdentity of this session failed", report.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("$using", report.RecommendedAction!, StringComparison.Ordinal);

        bench.Output.Failures.Clear();
        DisconnectOperation.Run(bench.Context(), null);
        Assert.Equal(emulator.SystemPrincipal, Token(bench).PrincipalId);
    }

    [Fact]
    public void A_connection_that_does_not_become_current_changes_no_state()
    {
        ExplicitConnectionFlag process = new();
        using Bench bench = new(emulator.Variables(), process);
        ManagedIdentityConnection before = bench.Connect();
        ManagedIdentityConnection beside = bench.Connect(new() { ClientId = emulator.UserAssigned(0, "clientId") }, makesCurrent: false);
        Assert.Same(before, bench.State.Current);
        Assert.False(process.IsSet);
        DisconnectOperation.Run(bench.Context(), beside);
        Assert.Equal(emulator.SystemPrincipal, Token(bench).PrincipalId);
    }

    [Fact]
    public void A_default_sign_in_is_not_explicit()
    {
        ExplicitConnectionFlag process = new();
        using Bench connected = new(emulator.Variables(), process);
        connected.Connect(new() { SubscriptionId = emulator.Facts.GetProperty("subscriptionId").GetString() });
        using Bench other = new(emulator.Variables(), process);
        Assert.Equal(emulator.SystemPrincipal, Token(other).PrincipalId);
    }

    [Fact]
    public void A_copy_from_another_process_is_refused()
    {
        using Bench bench = new(emulator.Variables());
        ManagedIdentityConnection copy = new(client: null);
        TokenOperation.Run(bench.Context(), copy, new(), TokenForm.Token);
        DisconnectOperation.Run(bench.Context(), copy);
        Assert.All(bench.Output.Failures, report =>
        {
            Assert.Equal("DeserializedConnection", report.ErrorId);
            Assert.True(report.Terminating);
            Assert.NotNull(report.RecommendedAction);
        });
        Assert.Equal(2, bench.Output.Failures.Count);
    }

    private static ManagedIdentityToken Token(Bench bench)
    {
        TokenOperation.Run(bench.Context(), null, new(), TokenForm.Token);
        return bench.Taken<ManagedIdentityToken>();
    }
}

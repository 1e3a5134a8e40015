using System.Collections;
using ManagedIdentity.Errors;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Operations;

public sealed class ConnectTests(Emulator emulator) : IClassFixture<Emulator>
{
    [Fact]
    public void A_connection_describes_the_identity_and_its_source()
    {
        using Bench bench = new(emulator.Variables());
        ManagedIdentityConnection connection = bench.Connect();
        Assert.Equal(nameof(IdentitySource.Vm), connection.Source);
        Assert.Equal(nameof(IdentityType.SystemAssigned), connection.IdentityType);
        Assert.True(connection.IdentityVerified);
        Assert.True(connection.Emulated);
        Assert.Equal(emulator.SystemPrincipal, connection.PrincipalId);
        Assert.StartsWith(emulator.Imds, connection.Endpoint, StringComparison.Ordinal);
        Assert.Equal(Fact("subscriptionId"), connection.SubscriptionId);
        Assert.Equal(Fact("resourceGroupName"), connection.ResourceGroupName);
        Assert.Equal(Fact("vmName"), connection.VmName);
        Assert.Equal(Fact("vmId"), connection.VmId);
        Assert.Equal(Fact("tenantId"), connection.TenantId);
        Assert.Equal(Fact("vmResourceId"), connection.IdentityResourceId, ignoreCase: true);
        Assert.NotEmpty(connection.SourceReason!);
        Assert.Same(connection, bench.State.Current);
        Assert.Contains(bench.Output.VerboseLines, line => line.StartsWith("Identity source: Vm", StringComparison.Ordinal));
        Assert.Contains(bench.Output.Warnings, line => line.Contains("emulator", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("client")]
    [InlineData("object")]
    [InlineData("resource")]
    [InlineData("account by client id")]
    [InlineData("account by resource id")]
    public void Each_selector_finds_its_identity(string how)
    {
        using Bench bench = new(emulator.Variables());
        string clientId = emulator.UserAssigned(1, "clientId");
        string resourceId = emulator.UserAssigned(1, "resourceId");
        ManagedIdentityConnection connection = bench.Connect(new()
        {
            ClientId = how == "client" ? clientId : null,
            ObjectId = how == "object" ? emulator.UserAssigned(1, "principalId") : null,
            IdentityResourceId = how == "resource" ? resourceId : null,
            AccountId = how == "account by client id" ? clientId : how == "account by resource id" ? resourceId : null,
        });
        Assert.Equal(emulator.UserAssigned(1, "principalId"), connection.PrincipalId);
        Assert.Equal(nameof(IdentityType.UserAssigned), connection.IdentityType);
        Assert.True(connection.IdentityVerified);
    }

    [Fact]
    public async Task Conflicting_selectors_are_refused_before_any_request()
    {
        await emulator.Plan();
        using Bench bench = new(emulator.Variables());
        string id = Guid.NewGuid().ToString();
        ConnectOperation.Run(bench.Context(), new() { ClientId = id, ObjectId = id }, null, makesCurrent: true);
        ErrorReport report = Assert.Single(bench.Output.Failures);
        Assert.Equal("ConflictingSelectors", report.ErrorId);
        Assert.True(report.Terminating);
        Assert.Equal(id, report.Target);
        Assert.Equal(0, await emulator.TokenRequests());
    }

    [Fact]
    public async Task A_token_for_a_different_identity_is_refused_unless_the_check_is_skipped()
    {
        await emulator.Plan(new { endpoint = "imds", claims = new { appid = Guid.Empty, oid = Guid.Empty } });
        using Bench bench = new(emulator.Variables());
        ClientSettings settings = new() { ClientId = emulator.UserAssigned(0, "clientId") };
        ConnectOperation.Run(bench.Context(), settings, null, makesCurrent: true);
        Assert.Equal("WrongIdentity", Assert.Single(bench.Output.Failures).ErrorId);
        Assert.Null(bench.State.Current);

        bench.Output.Failures.Clear();
        ManagedIdentityConnection connection = bench.Connect(new() { ClientId = settings.ClientId, SkipIdentityCheck = true });
        Assert.False(connection.IdentityVerified);
        Assert.Equal(Guid.Empty.ToString(), connection.PrincipalId);
        await emulator.Plan();
    }

    [Fact]
    public void A_failed_sign_in_leaves_no_connection()
    {
        using Bench bench = new(emulator.Variables());
        bench.Connect();
        ConnectOperation.Run(bench.Context(), new() { ClientId = Guid.NewGuid().ToString() }, null, makesCurrent: true);
        Assert.Equal("IdentityNotAssigned", Assert.Single(bench.Output.Failures).ErrorId);
        Assert.Null(bench.State.Current);

        bench.Output.Failures.Clear();
        TokenOperation.Run(bench.Context(), null, new(), TokenForm.Token);
        Assert.Equal("NoConnectionInRunspace", Assert.Single(bench.Output.Failures).ErrorId);
    }

    [Fact]
    public void A_closed_port_is_reported_within_a_second()
    {
        using Bench bench = new(new(new Hashtable { ["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = "http://127.0.0.1:9" }));
        System.Diagnostics.Stopwatch time = System.Diagnostics.Stopwatch.StartNew();
        ConnectOperation.Run(bench.Context(), new(), null, makesCurrent: true);
        Assert.True(time.Elapsed.TotalSeconds < 1, $"{time.Elapsed}");
        ErrorReport report = Assert.Single(bench.Output.Failures);
        Assert.Equal("NothingListening", report.ErrorId);
        Assert.True(report.Terminating);
        Assert.NotNull(report.RecommendedAction);
    }

    private string Fact(string name) => emulator.Facts.GetProperty(name).GetString()!;
}

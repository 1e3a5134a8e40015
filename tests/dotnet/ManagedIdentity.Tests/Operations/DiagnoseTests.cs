using System.Globalization;
using System.Collections;
using ManagedIdentity.Errors;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Operations;

public sealed class DiagnoseTests(Emulator emulator) : IClassFixture<Emulator>
{
    private static readonly string[] s_names =
        ["Source", "Proxy", "Endpoint", "ArcAgent", "Identity", "Token", "Clock", "ResourceManager", "Reader"];

    [Fact]
    public void A_healthy_machine_passes()
    {
        using Bench bench = new(emulator.Variables());
        List<ManagedIdentityCheck> checks = Examine(bench);
        Assert.Equal(s_names, checks.Select(check => check.Check));
        Assert.DoesNotContain(checks, check => check.Status == nameof(CheckStatus.Fail));
        Assert.All(checks, check => Assert.InRange(TimeSpan.Parse(check.Duration, CultureInfo.InvariantCulture), TimeSpan.Zero, TimeSpan.FromSeconds(10)));
        Assert.Null(checks[0].Fix);
        Assert.Equal("ArcAgent: Skipped. The source is not Azure Arc.", checks[3].ToString());
        Assert.Contains(emulator.SystemPrincipal, checks[4].Detail, StringComparison.Ordinal);
        Assert.Equal(nameof(CheckStatus.Warning), checks[5].Status);
        Assert.NotNull(checks[5].Fix);
        Assert.True(Quiet(bench));
    }

    [Fact]
    public void The_connection_state_does_not_change()
    {
        ExplicitConnectionFlag choices = new();
        using Bench bench = new(emulator.Variables(), choices);
        ManagedIdentityConnection before = bench.Connect();
        _ = Examine(bench, new() { Source = IdentitySource.Arc, ClientId = emulator.UserAssigned(0, "clientId") });
        Assert.Same(before, bench.State.Current);
        Assert.False(choices.IsSet);
    }

    [Fact]
    public void A_connection_is_checked_with_its_settings()
    {
        using Bench bench = new(emulator.Variables());
        ManagedIdentityConnection first = bench.Connect(new() { ClientId = emulator.UserAssigned(0, "clientId") });
        _ = bench.Connect(new() { ClientId = emulator.UserAssigned(1, "clientId") });
        Assert.Contains(emulator.UserAssigned(0, "principalId"), Identity(first, new()), StringComparison.Ordinal);

        // Without a connection, the current one is used, unless other settings are given.
        Assert.Contains(emulator.UserAssigned(1, "principalId"), Identity(null, new()), StringComparison.Ordinal);
        ClientSettings named = new() { Source = IdentitySource.Vm };
        Assert.Contains(emulator.SystemPrincipal, Identity(null, named), StringComparison.Ordinal);

        string Identity(ManagedIdentityConnection? connection, ClientSettings settings)
        {
            DiagnoseOperation.Run(bench.Context(), connection, settings, null, quiet: false);
            string found = bench.Output.Results.Cast<ManagedIdentityCheck>().Single(check => check.Check == "Identity").Detail;
            bench.Output.Results.Clear();
            return found;
        }
    }

    [Fact]
    public void A_copied_connection_is_an_error()
    {
        using Bench bench = new(emulator.Variables());
        DiagnoseOperation.Run(bench.Context(), new ManagedIdentityConnection(client: null), new(), null, quiet: true);
        Assert.Equal("DeserializedConnection", Assert.Single(bench.Output.Failures).ErrorId);
    }

    [Fact]
    public void A_different_identity_and_audience_are_checked()
    {
        using Bench bench = new(emulator.Variables());
        List<ManagedIdentityCheck> checks = Examine(
            bench,
            new() { AccountId = emulator.UserAssigned(1, "resourceId") },
            "https://vault.azure.net");
        Assert.Contains(emulator.UserAssigned(1, "principalId"), checks[4].Detail, StringComparison.Ordinal);
        Assert.StartsWith("For https://vault.azure.net,", checks[5].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_source_is_a_failed_check()
    {
        using Bench bench = new(emulator.Variables());
        ClientSettings settings = new() { Source = IdentitySource.ServiceFabric };
        List<ManagedIdentityCheck> checks = Examine(bench, settings);
        Assert.Equal(nameof(CheckStatus.Fail), checks[0].Status);
        Assert.EndsWith("[SourceNotConfigured]", checks[0].Detail, StringComparison.Ordinal);
        Assert.NotNull(checks[0].Fix);
        Assert.All(checks.Skip(2), check => Assert.Equal(nameof(CheckStatus.Skipped), check.Status));
        Assert.False(Quiet(bench, settings));
    }

    [Fact]
    public void An_unassigned_identity_is_a_failed_check()
    {
        using Bench bench = new(emulator.Variables());
        List<ManagedIdentityCheck> checks = Examine(bench, new() { ClientId = "99999999-9999-4999-8999-999999999999" });
        Assert.Equal(nameof(CheckStatus.Fail), checks[4].Status);
        Assert.EndsWith("[IdentityNotAssigned]", checks[4].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_that_points_to_a_foreign_address_is_a_failed_check()
    {
        using Bench bench = new(new(new Hashtable { ["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = "http://8.8.8.8" }));
        Assert.EndsWith("[UntrustedEndpoint]", Examine(bench)[0].Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("me", null, null, null, "InvalidClientId", "me")]
    [InlineData("", null, null, null, "InvalidClientId", "")]
    [InlineData(null, "me", null, null, "InvalidAccountId", "me")]
    [InlineData(null, null, "Mars", null, "InvalidEnvironment", null)]
    [InlineData(null, null, null, "Vaults", "UnknownResourceName", "Vaults")]
    public void An_invalid_argument_is_an_error(
        string? clientId,
        string? accountId,
        string? environment,
        string? resource,
        string code,
        object? target)
    {
        using Bench bench = new(emulator.Variables());
        DiagnoseOperation.Run(
            bench.Context(),
            null,
            new() { ClientId = clientId, AccountId = accountId, Environment = environment },
            resource,
            quiet: true);
        ErrorReport report = Assert.Single(bench.Output.Failures);
        Assert.Equal(code, report.ErrorId);
        Assert.True(report.Terminating);
        Assert.Equal(target, report.Target);
        Assert.Empty(bench.Output.Results);
    }

    [Fact]
    public void Progress_is_shown_and_completed()
    {
        using Bench bench = new(emulator.Variables());
        _ = Examine(bench);
        Assert.Equal(
            s_names.Select((name, index) => $"{index + 1} of 9, 0:00:00: Examined {name}"),
            bench.Output.ProgressRecords.Select(record => record.Status).OfType<string>());
        Assert.Equal((null, -1, null), bench.Output.ProgressRecords[^1]);
        Assert.Empty(bench.Output.Warnings);
    }

    [Fact]
    public async Task A_timeout_is_a_failed_check()
    {
        await emulator.Plan(new { endpoint = "imds", delayMs = 20_000 });
        using Bench bench = new(emulator.Variables());
        DiagnoseOperation.Run(bench.Context(timeoutSec: 1), null, new(), "https://late.example", quiet: false);
        await emulator.Plan();
        Assert.Empty(bench.Output.Failures);
        ManagedIdentityCheck identity = bench.Output.Results.Cast<ManagedIdentityCheck>().Single(check => check.Check == "Identity");
        Assert.EndsWith("[TimedOut]", identity.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_ends_the_checks()
    {
        await emulator.Plan(new { endpoint = "imds", delayMs = 20_000 });
        using Bench bench = new(emulator.Variables());
        using System.Threading.Timer stop = new(_ => bench.Cancel.Trigger(), null, 200, Timeout.Infinite);
        Assert.Throws<OperationCanceledException>(
            () => DiagnoseOperation.Run(bench.Context(), null, new(), "https://stopped.example", quiet: false));
        await emulator.Plan();
        Assert.Empty(bench.Output.Results);
    }

    private static List<ManagedIdentityCheck> Examine(Bench bench, ClientSettings? settings = null, string? resource = null)
    {
        DiagnoseOperation.Run(bench.Context(), null, settings ?? new(), resource, quiet: false);
        Assert.Empty(bench.Output.Failures);
        List<ManagedIdentityCheck> checks = [.. bench.Output.Results.Cast<ManagedIdentityCheck>()];
        bench.Output.Results.Clear();
        return checks;
    }

    private static bool Quiet(Bench bench, ClientSettings? settings = null)
    {
        DiagnoseOperation.Run(bench.Context(), null, settings ?? new(), null, quiet: true);
        return bench.Taken<bool>();
    }
}

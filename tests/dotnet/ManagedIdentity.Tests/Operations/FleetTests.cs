using ManagedIdentity.Errors;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Operations;

/// <summary>The identities of many machines.</summary>
public sealed class FleetTests(OwnerEmulator emulator) : IClassFixture<OwnerEmulator>
{
    private const string Graph = "Microsoft.ResourceGraph";
    private static readonly string[] s_both = [OwnerEmulator.First, OwnerEmulator.Second];

    [Fact]
    public async Task All_machines_are_written_once_as_they_arrive_with_progress()
    {
        await emulator.Plan();
        using Bench bench = new(emulator.Variables());
        VmIdentityOperation.RunAll(bench.Context(), null, new() { All = true });
        Assert.Empty(bench.Output.Failures);
        VmIdentity[] machines = [.. bench.Output.Results.Cast<VmIdentity>()];
        Assert.Equal(OwnerEmulator.Machines, machines.Length);
        Assert.Equal(machines.Length, machines.Select(machine => machine.ResourceId.ToUpperInvariant()).Distinct().Count());
        Assert.Equal(s_both, machines.Select(machine => machine.SubscriptionId).Distinct().Order());
        Assert.Equal(3, await emulator.Requests(Graph));
        List<int> percents = [.. bench.Output.ProgressRecords.Where(record => record.Status is not null).Select(record => record.Percent)];
        Assert.Equal([39, 79, 100], percents);
        Assert.Equal((null, -1, null), bench.Output.ProgressRecords[^1]);
        Assert.Single(bench.Output.ProgressRecords, record => record.Status is null);
    }

    [Fact]
    public async Task A_stopping_receiver_ends_the_requests()
    {
        await emulator.Plan();
        using Bench bench = new(emulator.Variables());
        bench.Output.OnResult = _ => throw new InvalidTimeZoneException();
        Assert.Throws<InvalidTimeZoneException>(() => VmIdentityOperation.RunAll(bench.Context(), null, new() { All = true }));
        Assert.Equal(1, await emulator.Requests(Graph));
    }

    [Theory]
    [InlineData("fleet-00000*", null, 10)]
    [InlineData("TWI?", null, 2)]
    [InlineData("twin*", OwnerEmulator.Second, 1)]
    [InlineData("nobody*", null, 0)]
    public void Wildcards_select_machines(string name, string? subscription, int count)
    {
        using Bench bench = new(emulator.Variables());
        Run(bench, name, subscription is null ? [] : [subscription]);
        Assert.Empty(bench.Output.Failures);
        Assert.Equal(count, bench.Output.Results.Count);
    }

    [Fact]
    public void A_name_is_found_in_several_subscriptions()
    {
        using Bench bench = new(emulator.Variables());
        Run(bench, "twin", s_both);
        Assert.Equal(s_both, bench.Output.Results.Cast<VmIdentity>().Select(machine => machine.SubscriptionId!).Order());
        Run(bench, "nobody", s_both);
        ErrorReport report = Assert.Single(bench.Output.Failures);
        Assert.Equal("VmNotFound", report.ErrorId);
        Assert.False(report.Terminating);
        Assert.Contains(OwnerEmulator.Second, report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_machines_of_a_group_or_a_subscription_are_found()
    {
        using Bench bench = new(emulator.Variables());
        VmIdentityOperation.RunAll(bench.Context(), null, new() { All = true, ResourceGroupName = "RG1", SubscriptionIds = s_both });
        Assert.Equal(["double", "twin", "twin", "vm1"], bench.Output.Results.Cast<VmIdentity>().Select(machine => machine.Name).Order());
    }

    [Theory]
    [InlineData("web[1-3]", OwnerEmulator.First, "InvalidVmName")]
    [InlineData("a*|b", OwnerEmulator.First, "InvalidVmName")]
    [InlineData("a*", "", "InvalidSubscriptionId")]
    [InlineData("a*", "production", "InvalidSubscriptionId")]
    public void Invalid_arguments_are_reported_without_a_request(string name, string subscription, string code)
    {
        using Bench bench = new(emulator.Variables());
        Run(bench, name, [subscription]);
        ErrorReport report = Assert.Single(bench.Output.Failures);
        Assert.Equal(code, report.ErrorId);
        Assert.False(report.Terminating);
    }

    [Fact]
    public void An_identity_without_a_role_sees_no_machines()
    {
        using Bench bench = new(emulator.Variables());
        bench.Connect(new() { ClientId = emulator.UserAssigned(0, "clientId") });
        VmIdentityOperation.RunAll(bench.Context(), null, new() { All = true });
        Assert.Empty(bench.Output.Failures);
        Assert.Empty(bench.Output.Results);
    }

    [Fact]
    public async Task A_failure_within_the_list_keeps_earlier_results()
    {
        await emulator.Plan();
        using Bench bench = new(emulator.Variables());
        bench.Output.OnResult = _ =>
        {
            if (bench.Output.Results.Count == 1)
            {
                emulator.Plan(new { endpoint = "arm", match = Graph, status = 403 }).Wait();
            }
        };
        VmIdentityOperation.RunAll(bench.Context(), null, new() { All = true });
        await emulator.Plan();
        Assert.Equal(1_000, bench.Output.Results.Count);
        Assert.Equal("AuthorizationFailed", Assert.Single(bench.Output.Failures).ErrorId);
        Assert.Equal((null, -1, null), bench.Output.ProgressRecords[^1]);
    }

    private static void Run(Bench bench, string name, string[] subscriptions) => VmIdentityOperation.Run(
        bench.Context(),
        null,
        new() { Name = name, SubscriptionId = subscriptions.FirstOrDefault() },
        subscriptions);
}

using ManagedIdentity.Errors;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Operations;

/// <summary>The identities of one machine.</summary>
public sealed class VmIdentityTests(OwnerEmulator emulator) : IClassFixture<OwnerEmulator>
{
    private const string Instance =
        $"/subscriptions/{OwnerEmulator.First}/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachineScaleSets/uniform/virtualMachines/1";

    private const string Arc = $"/subscriptions/{OwnerEmulator.First}/resourceGroups/rg2/providers/Microsoft.HybridCompute/machines/arc1";

    [Theory]
    [InlineData("nothing")]
    [InlineData("name")]
    [InlineData("name and group")]
    [InlineData("id")]
    public void A_machine_is_found(string how)
    {
        string? Only(string when, string fact) => how.Contains(when, StringComparison.Ordinal)
            ? emulator.Facts.GetProperty(fact).GetString()
            : null;
        VmIdentity machine = Ask(new()
        {
            Name = Only("name", "vmName"),
            ResourceGroupName = Only("group", "resourceGroupName"),
            ResourceId = Only("id", "vmResourceId"),
        });
        Assert.Equal("vm1", machine.Name);
        Assert.Equal("rg1", machine.ResourceGroupName);
        Assert.Equal(OwnerEmulator.First, machine.SubscriptionId);
        Assert.Equal("SystemAssigned, UserAssigned", machine.IdentityType);
        Assert.Equal(emulator.SystemPrincipal, machine.PrincipalId);
        Assert.Equal(["uai1", "uai2"], machine.UserAssignedIdentities.Select(identity => identity.ToString()));
        VmUserAssignedIdentity second = machine.UserAssignedIdentities[1];
        Assert.Equal(emulator.UserAssigned(1, "principalId"), second.PrincipalId);
        Assert.Equal(emulator.UserAssigned(1, "clientId"), second.ClientId);
        Assert.Equal(emulator.UserAssigned(1, "resourceId"), second.ResourceId);
        Assert.Equal("vm1: SystemAssigned, UserAssigned", machine.ToString());
    }

    [Theory]
    [InlineData(Instance)]
    [InlineData(Arc)]
    public void Other_kinds_of_machines_are_found_by_id(string id) =>
        Assert.Equal("SystemAssigned", Ask(new() { ResourceId = id }).IdentityType);

    [Fact]
    public void An_Arc_enabled_server_is_found_by_name() => Assert.Equal(Arc, Ask(new() { Name = "arc1", ResourceGroupName = "rg2" }).ResourceId);

    [Theory]
    [InlineData("nosuchvm", null, "VmNotFound")]
    [InlineData("vm2", "rg1", "VmNotFound")]
    [InlineData("vm1", "rg9", "ResourceGroupNotFound")]
    [InlineData("vm 1", null, "InvalidVmName")]
    [InlineData("", null, "InvalidVmName")]
    [InlineData("vm1", "a/b", "InvalidResourceGroupName")]
    public void A_failure_with_one_machine_does_not_end_the_command(string name, string? group, string code)
    {
        ErrorReport report = Fail(new() { Name = name, ResourceGroupName = group });
        Assert.Equal(code, report.ErrorId);
        Assert.False(report.Terminating);
        Assert.Equal(name, report.Target);
        Assert.NotNull(report.RecommendedAction);
    }

    [Fact]
    public void A_missing_machine_is_reported_with_the_searched_scope_and_the_nearest_name()
    {
        ErrorReport report = Fail(new() { Name = "vm2", ResourceGroupName = "rg1" });
        Assert.Contains("rg1", report.Message, StringComparison.Ordinal);
        Assert.Contains($" [{report.ErrorId}", report.Message, StringComparison.Ordinal);
        Assert.EndsWith("]", report.Message, StringComparison.Ordinal);
        Assert.Contains(OwnerEmulator.First, report.Message, StringComparison.Ordinal);
        Assert.Contains("vm1", report.RecommendedAction!, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_machines_with_one_name_are_listed()
    {
        ErrorReport report = Fail(new() { Name = "double" });
        Assert.Equal("AmbiguousName", report.ErrorId);
        Assert.Contains("resourceGroups/rg2/providers/Microsoft.Compute/virtualMachines/double", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_shown_identities_are_recorded_for_completion_up_to_a_limit()
    {
        SeenNames seen = new();
        for (int i = 0; i < 1_100; i++)
        {
            seen.Note(new VmIdentity("vm", "/vm", [new($"uai{i}", $"/{i}")]));
        }

        seen.Note(new VmIdentity("vm", "/vm", [new("UAI7", "/again"), new("late", "/late")]));
        Assert.Equal(1_000, seen.Identities.Count);
        Assert.Equal("/again", seen.Identities["uai7"]);
        Assert.False(seen.Identities.ContainsKey("late"));
    }

    [Fact]
    public void Names_of_machines_groups_and_subscriptions_are_recorded_from_every_source()
    {
        SeenNames seen = new();
        seen.Note(new VmIdentity("vm1", "/vm1", []) { ResourceGroupName = "rg1", SubscriptionId = "s1" });
        seen.Note(new VmQuery { Name = "vm2", ResourceGroupName = "rg2" });
        seen.Note(new VmQuery());
        seen.Note(new ManagedIdentityConnection(client: null) { VmName = "vm3", SubscriptionId = "s1" });
        Assert.Equal(["vm1", "vm2", "vm3"], seen.Machines.Keys);
        Assert.Equal(["rg1", "rg2"], seen.Groups.Keys);
        Assert.Equal(["s1"], seen.Subscriptions.Keys);
    }

    [Fact]
    public void A_missing_role_is_reported_with_the_command_that_assigns_it()
    {
        using Bench bench = new(emulator.Variables());
        bench.Connect(new() { ClientId = emulator.UserAssigned(0, "clientId") });
        VmIdentityOperation.Run(bench.Context(), null, new() { Name = "vm1", ResourceGroupName = "rg1" }, []);
        ErrorReport report = Assert.Single(bench.Output.Failures);
        Assert.Equal("AuthorizationFailed", report.ErrorId);
        Assert.Contains("role assignment create", report.RecommendedAction!, StringComparison.Ordinal);
    }

    private VmIdentity Ask(VmQuery query)
    {
        using Bench bench = new(emulator.Variables());
        VmIdentityOperation.Run(bench.Context(), null, query, []);
        return bench.Taken<VmIdentity>();
    }

    private ErrorReport Fail(VmQuery query)
    {
        using Bench bench = new(emulator.Variables());
        VmIdentityOperation.Run(bench.Context(), null, query, []);
        Assert.Empty(bench.Output.Results);
        return Assert.Single(bench.Output.Failures);
    }
}

using ManagedIdentity.Errors;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Operations;

public sealed class VmPrincipalIdTests(Emulator emulator) : IClassFixture<Emulator>
{
    [Fact]
    public void This_machine_is_identified_by_its_token() => Assert.Equal(emulator.SystemPrincipal, Ask(new()));

    [Fact]
    public void The_identity_of_the_connection_does_not_matter()
    {
        using Bench bench = new(emulator.Variables());
        bench.Connect(new() { ClientId = emulator.UserAssigned(0, "clientId") });
        VmPrincipalIdOperation.Run(bench.Context(), null, new());
        Assert.Equal(emulator.SystemPrincipal, bench.Taken<string>());
    }

    [Theory]
    [InlineData("name")]
    [InlineData("name and group")]
    [InlineData("id")]
    public void A_machine_is_found(string how)
    {
        string? Only(string when, string fact) => how.Contains(when, StringComparison.Ordinal)
            ? emulator.Facts.GetProperty(fact).GetString()
            : null;
        Assert.Equal(emulator.SystemPrincipal, Ask(new()
        {
            Name = Only("name", "vmName"),
            ResourceGroupName = Only("group", "resourceGroupName"),
            ResourceId = Only("id", "vmResourceId"),
        }));
    }

    [Fact]
    public void A_user_assigned_identity_can_be_selected() => Assert.Equal(
        emulator.UserAssigned(1, "principalId"),
        Ask(new() { Name = "vm1", ResourceGroupName = "rg1", IdentityName = emulator.UserAssigned(1, "name") }));

    [Theory]
    [InlineData("nosuchvm", "VmNotFound", false)]
    [InlineData("no such vm!", "InvalidVmName", false)]
    [InlineData("", "InvalidVmName", false)]
    [InlineData("vm3", "SystemAssignedNotEnabled", false)]
    public void A_failure_with_one_machine_does_not_end_the_command(string name, string code, bool terminating)
    {
        ErrorReport report = Fail(new() { Name = name });
        Assert.Equal(code, report.ErrorId);
        Assert.Equal(terminating, report.Terminating);
        Assert.Equal(name, report.Target);
    }

    [Fact]
    public void A_contradictory_query_is_reported() =>
        Assert.Equal("InvalidQuery", Fail(new() { Name = "vm1", ResourceId = emulator.Facts.GetProperty("vmResourceId").GetString() }).ErrorId);

    [Fact]
    public void A_missing_role_is_reported_with_the_command_that_assigns_it()
    {
        using Bench bench = new(emulator.Variables());
        bench.Connect(new() { ClientId = emulator.UserAssigned(0, "clientId") });
        VmPrincipalIdOperation.Run(bench.Context(), null, new() { Name = "vm1", ResourceGroupName = "rg1" });
        ErrorReport report = Assert.Single(bench.Output.Failures);
        Assert.Equal("AuthorizationFailed", report.ErrorId);
        Assert.False(report.Terminating);
        Assert.Contains("Reader", report.RecommendedAction!, StringComparison.Ordinal);
    }

    private string Ask(VmQuery query)
    {
        using Bench bench = new(emulator.Variables());
        VmPrincipalIdOperation.Run(bench.Context(), null, query);
        return bench.Taken<string>();
    }

    private ErrorReport Fail(VmQuery query)
    {
        using Bench bench = new(emulator.Variables());
        VmPrincipalIdOperation.Run(bench.Context(), null, query);
        return Assert.Single(bench.Output.Failures);
    }
}

using ManagedIdentity.Errors;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Operations;

public sealed class VmPrincipalIdTests(Emulator emulator) : IClassFixture<Emulator>
{
    [Fact]
    public void This_machine_is_known_by_its_own_token() => Assert.Equal(emulator.SystemPrincipal, Ask(new()));

    [Fact]
    public void Whichever_identity_the_connection_uses()
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
    public void A_machine_is_found_by(string how)
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
    public void One_of_its_user_assigned_identities_can_be_named() => Assert.Equal(
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
    public void A_query_that_contradicts_itself_is_told() =>
        Assert.Equal("InvalidQuery", Fail(new() { Name = "vm1", ResourceId = emulator.Facts.GetProperty("vmResourceId").GetString() }).ErrorId);

    [Fact]
    public void A_missing_role_is_told_with_the_command_that_gives_it()
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

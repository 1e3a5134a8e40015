using ManagedIdentity.Operations;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Operations;

/// <summary>The tenant that a script expects.</summary>
public sealed class TenantTests(Emulator emulator) : IClassFixture<Emulator>
{
    [Theory]
    [InlineData("11111111-1111-4111-8111-111111111112", "WrongTenant")]
    [InlineData("contoso.onmicrosoft.com", "InvalidTenantId")]
    [InlineData("", "InvalidTenantId")]
    public void A_different_tenant_is_refused(string tenant, string errorId)
    {
        using Bench bench = new(emulator.Variables());
        ConnectOperation.Run(bench.Context(), new(), tenant, makesCurrent: true);
        TokenOperation.Run(bench.Context(), null, new() { TenantId = tenant }, TokenForm.PlainText);
        Assert.All(bench.Output.Failures, report =>
        {
            Assert.Equal(errorId, report.ErrorId);
            Assert.True(report.Terminating);
            Assert.NotNull(report.RecommendedAction);
        });
        Assert.Equal(2, bench.Output.Failures.Count);
        Assert.Empty(bench.Output.Results);
        Assert.Null(bench.State.Current);
    }

    [Fact]
    public void The_tenant_of_the_identity_is_accepted_in_any_spelling()
    {
        using Bench bench = new(emulator.Variables());
        string tenant = bench.Connect().TenantId!;
        Assert.Equal(tenant, bench.Connect(tenantId: "{" + tenant.ToUpperInvariant() + "}").TenantId);
    }
}

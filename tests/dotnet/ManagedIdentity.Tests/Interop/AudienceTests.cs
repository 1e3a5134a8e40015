using ManagedIdentity.Interop;
using ManagedIdentity.Models;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Interop;

public sealed class AudienceTests
{
    public AudienceTests() => _ = Built.Library;

    [Theory]
    [InlineData(null, "https://vault.azure.net")]
    [InlineData("AzureCloud", "https://vault.azure.net")]
    [InlineData("AzureUSGovernment", "https://vault.usgovcloudapi.net")]
    [InlineData("AzureChinaCloud", "https://vault.azure.cn")]
    public void A_service_has_the_audience_of_its_cloud(string? cloud, string audience)
    {
        Audience vault = Audiences.In(cloud).Single(entry => entry.Name == "KeyVault");
        Assert.Equal(audience, vault.Uri);
        Assert.NotEmpty(vault.Description);
    }

    [Fact]
    public void A_custom_cloud_has_no_audiences() => Assert.Empty(Audiences.In("AzmiEmulator"));
}

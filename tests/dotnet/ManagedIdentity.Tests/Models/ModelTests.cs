using System.Reflection;
using System.Security;
using System.Text.Json;
using ManagedIdentity.Models;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Models;

public sealed class ModelTests
{
    private const string Secret = "eyJ0eXAi.c2VjcmV0.c2ln";

    [Fact]
    public void A_token_as_text_is_its_audience_and_expiry() => Assert.Equal(
        "Token for https://vault.azure.net, expires 2026-01-02 03:04:05 UTC",
        Token().ToString());

    [Fact]
    public void A_token_as_json_does_not_contain_the_secret() => Assert.DoesNotContain("ey", JsonSerializer.Serialize(Token()), StringComparison.Ordinal);

    [Fact]
    public void The_secret_is_returned_on_request()
    {
        Assert.Equal(Secret, Token().ToPlainText());
        Assert.Equal("Bearer " + Secret, Token().ToHeader()["authorization"]);
    }

    [Fact]
    public void Variables_are_equal_if_they_do_not_differ_for_the_library()
    {
        EnvironmentVariables Make(params (string Name, string Value)[] pairs) => new(pairs.ToDictionary(pair => pair.Name, pair => pair.Value));
        Assert.Equal(Make(("NO_PROXY", "1"), ("MSI_SECRET", "2")), Make(("MSI_SECRET", "2"), ("NO_PROXY", "1")));
        Assert.Equal(Make(("NO_PROXY", "1"), ("PWD", "/a")), Make(("NO_PROXY", "1"), ("PWD", "/b")));
        Assert.NotEqual(Make(("NO_PROXY", "1")), Make(("NO_PROXY", "2")));
        Assert.NotEqual(Make(("NO_PROXY", "1")), Make(("NO_PROXY", "1"), ("MSI_SECRET", string.Empty)));
        Assert.NotEqual(Make(("NO_PROXY", "1")), Make(("no_proxy", "1")));
    }

    [Fact]
    public void The_compared_variables_are_those_that_the_library_reads() => Assert.Equal(
        Contract.Variables.Order(StringComparer.Ordinal),
        EnvironmentVariables.Read.Select(name => name.ToUpperInvariant()).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Variables_of_the_process_include_recent_changes()
    {
        string name = "AZMI_TEST_" + Guid.NewGuid().ToString("N");
        Environment.SetEnvironmentVariable(name, "now");
        Assert.Equal("now", EnvironmentVariables.OfProcess().All[name]);
        Environment.SetEnvironmentVariable(name, null);
    }

    [Fact]
    public void Public_models_are_sealed_and_read_only()
    {
        IEnumerable<Type> models = typeof(ManagedIdentityToken).Assembly.GetExportedTypes()
            .Where(type => type.Namespace == "ManagedIdentity.Models" && type.IsClass);
        Assert.Equal(6, models.Count());
        Assert.All(models, model =>
        {
            Assert.True(model.IsSealed);
            Assert.All(model.GetProperties(), property => Assert.False(property.GetSetMethod() is not null, property.Name));
            Assert.Empty(model.GetFields(BindingFlags.Public | BindingFlags.Instance));
        });
    }

    private static ManagedIdentityToken Token()
    {
#pragma warning disable CA2000 // The token owns it from here on.
        SecureString secret = new();
#pragma warning restore CA2000
        foreach (char letter in Secret)
        {
            secret.AppendChar(letter);
        }

        return new(
            secret,
            "https://vault.azure.net",
            expiresOn: new DateTimeOffset(2026, 1, 2, 4, 4, 5, TimeSpan.FromHours(1)),
            issuedOn: null,
            refreshOn: null,
            principalId: null,
            clientId: null,
            tenantId: null,
            identityResourceId: null,
            source: nameof(IdentitySource.Vm),
            fromCache: false);
    }
}

using System.Reflection;
using System.Security;
using System.Text.Json;
using ManagedIdentity.Models;
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
    public void A_token_in_json_is_not_the_token() => Assert.DoesNotContain("ey", JsonSerializer.Serialize(Token()), StringComparison.Ordinal);

    [Fact]
    public void A_token_is_handed_out_where_asked_for()
    {
        Assert.Equal(Secret, Token().ToPlainText());
        Assert.Equal("Bearer " + Secret, Token().ToHeader()["authorization"]);
    }

    [Fact]
    public void Variables_are_equal_by_their_values()
    {
        EnvironmentVariables Make(params (string Name, string Value)[] pairs) =>
            new(pairs.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
        Assert.Equal(Make(("A", "1"), ("B", "2")), Make(("B", "2"), ("A", "1")));
        Assert.NotEqual(Make(("A", "1")), Make(("A", "2")));
        Assert.NotEqual(Make(("A", "1")), Make(("A", "1"), ("B", string.Empty)));
        Assert.NotEqual(Make(("A", "1")), Make(("a", "1")));
    }

    [Fact]
    public void Variables_of_the_process_are_those_set_a_moment_ago()
    {
        string name = "AZMI_TEST_" + Guid.NewGuid().ToString("N");
        Environment.SetEnvironmentVariable(name, "now");
        Assert.Equal("now", EnvironmentVariables.OfProcess().Values[name]);
        Environment.SetEnvironmentVariable(name, null);
    }

    [Fact]
    public void What_users_get_is_sealed_and_get_only()
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
#pragma warning disable CA2000 // The token's own from here on.
        SecureString secret = new();
#pragma warning restore CA2000
        foreach (char letter in Secret)
        {
            secret.AppendChar(letter);
        }

        return new(secret, "https://vault.azure.net")
        {
            ExpiresOn = new DateTimeOffset(2026, 1, 2, 4, 4, 5, TimeSpan.FromHours(1)),
        };
    }
}

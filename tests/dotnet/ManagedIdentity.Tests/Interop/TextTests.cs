using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Interop;

/// <summary>Text is passed as strict UTF-8, and an empty string isn't absent.</summary>
public sealed class TextTests(Emulator emulator) : IClassFixture<Emulator>
{
    [Fact]
    public void An_unpaired_surrogate_is_refused_with_the_parameter_name()
    {
        ManagedIdentityException failure = Assert.Throws<ManagedIdentityException>(() => Make(new() { ClientId = "ab\uD83D" }));
        Assert.Equal("InvalidUtf8", failure.Code);
        Assert.Equal(FailureStatus.InvalidArgument, failure.Status);
        Assert.Contains("ClientId", failure.Message, StringComparison.Ordinal);
        Assert.Contains("position 2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_of_any_language_arrives_unchanged()
    {
        const string Name = "gr\u00fc\u00df\u4f60\U0001F511";
        ManagedIdentityException failure = Assert.Throws<ManagedIdentityException>(() => Make(new() { Environment = Name }));
        Assert.Equal("InvalidEnvironment", failure.Code);
        Assert.Contains(Name, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("InvalidClientId")]
    [InlineData("InvalidObjectId")]
    [InlineData("InvalidIdentityResourceId")]
    [InlineData("InvalidAccountId")]
    public void An_empty_id_is_an_error_and_not_the_default(string code)
    {
        ManagedIdentityException failure = Assert.Throws<ManagedIdentityException>(() => Make(new()
        {
            ClientId = code == "InvalidClientId" ? string.Empty : null,
            ObjectId = code == "InvalidObjectId" ? string.Empty : null,
            IdentityResourceId = code == "InvalidIdentityResourceId" ? string.Empty : null,
            AccountId = code == "InvalidAccountId" ? string.Empty : null,
        }));
        Assert.Equal(code, failure.Code);
    }

    [Fact]
    public void A_variable_with_invalid_text_is_skipped() => Make(new(), ("BROKEN", "\uDC00"), ("\uDC00", "x"));

    private void Make(ClientSettings settings, params (string Name, string Value)[] variables) =>
        Client.Create(settings, emulator.Variables(variables)).Dispose();
}

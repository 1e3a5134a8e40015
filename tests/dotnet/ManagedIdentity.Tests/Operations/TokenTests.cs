using System.Collections;
using ManagedIdentity.Errors;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Operations;

public sealed class TokenTests(Emulator emulator) : IClassFixture<Emulator>
{
    [Fact]
    public void A_token_contains_its_identity_and_lifetime()
    {
        using Bench bench = new(emulator.Variables());
        ManagedIdentityToken token = Get<ManagedIdentityToken>(bench, "https://one.example", TokenForm.Token);
        Assert.Equal("https://one.example", token.Resource);
        Assert.False(token.FromCache);
        Assert.Equal(emulator.SystemPrincipal, token.PrincipalId);
        Assert.Equal(nameof(IdentitySource.Vm), token.Source);
        Assert.True(token.ExpiresOn > DateTimeOffset.UtcNow.AddHours(1));
        Assert.True(token.IssuedOn < token.RefreshOn && token.RefreshOn < token.ExpiresOn);
        Assert.True(token.Token.IsReadOnly());

        ManagedIdentityToken again = Get<ManagedIdentityToken>(bench, "https://one.example", TokenForm.Token);
        Assert.True(again.FromCache);
        Assert.Equal(token.ToPlainText(), again.ToPlainText());
    }

    [Fact]
    public void All_forms_contain_the_same_token()
    {
        using Bench bench = new(emulator.Variables());
        string text = Get<string>(bench, null, TokenForm.PlainText);
        Assert.StartsWith("ey", text, StringComparison.Ordinal);
        Assert.Equal("Bearer " + text, Get<Hashtable>(bench, null, TokenForm.Header)["Authorization"]);
        Assert.Equal(text, Get<ManagedIdentityToken>(bench, null, TokenForm.Token).ToPlainText());
    }

    [Fact]
    public async Task A_forced_refresh_sends_a_request()
    {
        await emulator.Plan();
        using Bench bench = new(emulator.Variables());
        Get<ManagedIdentityToken>(bench, "https://forced.example", TokenForm.Token);
        TokenOperation.Run(bench.Context(), null, new() { Resource = "https://forced.example", ForceRefresh = true }, TokenForm.Token);
        Assert.False(bench.Taken<ManagedIdentityToken>().FromCache);
        Assert.Equal(2, await emulator.TokenRequests());
    }

    [Theory]
    [InlineData("", "InvalidResource")]
    [InlineData("two words", "InvalidResource")]
    [InlineData("NoSuchService", "UnknownResourceName")]
    public void An_invalid_audience_is_reported(string resource, string code) => Fails(new() { Resource = resource }, code, resource);

    [Fact]
    public void Invalid_claims_are_reported() => Fails(new() { Claims = "[1]" }, "InvalidClaims", null);

    [Theory]
    [InlineData(400, "{\"error\":\"invalid_resource\",\"error_description\":\"AADSTS500011: x\"}", "AudienceRefused")]
    [InlineData(200, "<html>portal</html>", "BadResponse")]
    [InlineData(200, "{\"access_token\":\"\",\"expires_on\":\"1\",\"resource\":\"x\",\"token_type\":\"Bearer\"}", "InvalidToken")]
    public async Task An_invalid_response_has_its_own_id(int status, string body, string code)
    {
        await emulator.Plan(new { endpoint = "imds", match = "identity/oauth2/token", status, body });
        using Bench bench = new(emulator.Variables());
        TokenOperation.Run(bench.Context(), null, new() { Resource = "https://wrong.example" }, TokenForm.Token);
        Assert.Equal(code, Assert.Single(bench.Output.Failures).ErrorId);
        await emulator.Plan();
    }

    [Fact]
    public async Task Retries_show_progress_and_complete_it()
    {
        await emulator.Plan(new { endpoint = "imds", match = "progress.example", status = 429, retryAfter = "1", times = 1 });
        using Bench bench = new(emulator.Variables());
        Get<ManagedIdentityToken>(bench, "https://progress.example", TokenForm.Token);
        Assert.Equal(2, bench.Output.ProgressRecords.Count);
        Assert.Contains("429", bench.Output.ProgressRecords[0].Status, StringComparison.Ordinal);
        Assert.NotNull(bench.Output.ProgressRecords[0].Left);
        Assert.Null(bench.Output.ProgressRecords[1].Status);
        Assert.Contains(bench.Output.VerboseLines, line => line.Contains("429", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Messages_never_contain_a_token()
    {
        await emulator.Plan();
        using Bench bench = new(emulator.Variables());
        string token = Get<string>(bench, "https://told.example", TokenForm.PlainText);
        Get<string>(bench, "https://told.example", TokenForm.PlainText);
        Assert.NotEmpty(bench.Output.VerboseLines);
        Assert.All(
            bench.Output.VerboseLines.Concat(bench.Output.Warnings),
            line => Assert.DoesNotContain(token.Split('.')[1], line, StringComparison.Ordinal));
    }

    private static T Get<T>(Bench bench, string? resource, TokenForm form)
    {
        TokenOperation.Run(bench.Context(), null, new() { Resource = resource }, form);
        return bench.Taken<T>();
    }

    private void Fails(TokenRequest request, string code, object? target)
    {
        using Bench bench = new(emulator.Variables());
        TokenOperation.Run(bench.Context(), null, request, TokenForm.Token);
        ErrorReport report = Assert.Single(bench.Output.Failures);
        Assert.Equal(code, report.ErrorId);
        Assert.True(report.Terminating);
        Assert.Equal(target, report.Target);
    }
}

using System.Collections;
using System.Text.Json.Nodes;
using ManagedIdentity.Errors;
using ManagedIdentity.Operations;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Operations;

/// <summary>Requests, and the output of their responses.</summary>
public sealed class RestTests(OwnerEmulator emulator) : IClassFixture<OwnerEmulator>
{
    private const string Subscription = $"/subscriptions/{OwnerEmulator.First}";
    private const string Version = "2022-09-01";

    [Fact]
    public void JSON_is_written_as_an_object()
    {
        using Bench bench = new(emulator.Variables());
        Send(bench, new() { Path = Subscription + "?api-version=2022-12-01" });
        Assert.Equal(OwnerEmulator.First, bench.Taken<JsonNode>()["subscriptionId"]!.GetValue<string>());
        Assert.Empty(bench.Output.Asked);
    }

    [Fact]
    public async Task A_list_is_written_by_entries_and_pages()
    {
        await emulator.Plan();
        using Bench bench = new(emulator.Variables());
        int pages = 0;
        bench.Output.OnResult = _ => pages = bench.Output.Results.Count == 1 ? emulator.Requests("/resources").Result : pages;
        Send(bench, new() { Path = Subscription + "/resources", ApiVersion = Version, Paginate = true });
        Assert.Empty(bench.Output.Failures);
        Assert.Equal(1, pages);
        string[] ids = [.. bench.Output.Results.Cast<JsonNode>().Select(entry => entry["id"]!.GetValue<string>())];
        Assert.True(ids.Length > 1_250, $"{ids.Length}");
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.True(await emulator.Requests("/resources") > 1);
    }

    [Fact]
    public void Resource_Graph_rows_are_a_list()
    {
        using Bench bench = new(emulator.Variables());
        Send(bench, new()
        {
            Method = "post",
            Path = "/providers/Microsoft.ResourceGraph/resources",
            ApiVersion = "2022-10-01",
            Body = new Hashtable { ["query"] = "resources | where type in~ ('microsoft.compute/virtualmachines') | project id, name, identity | order by id asc" },
            Paginate = true,
        });
        Assert.Empty(bench.Output.Failures);
        Assert.Equal(OwnerEmulator.Machines - 1, bench.Output.Results.Count);
    }

    [Fact]
    public void Without_paging_a_list_is_one_object()
    {
        using Bench bench = new(emulator.Variables());
        Send(bench, new() { Path = "/subscriptions", ApiVersion = "2022-12-01" });
        Assert.Equal(2, bench.Taken<JsonNode>()["value"]!.AsArray().Count);
    }

    [Fact]
    public void A_body_is_text_or_an_object_and_status_and_headers_are_set()
    {
        using Bench bench = new(emulator.Variables());
        foreach (object body in new object[] { "{\"location\":\"westeurope\"}", new Hashtable { ["location"] = "westeurope" } })
        {
            Send(bench, new()
            {
                Method = "Put",
                Path = Subscription + "/resourceGroups/made?x=1",
                ApiVersion = Version,
                Body = body,
                Headers = new Hashtable { ["x-ms-client-request-id"] = "mine", ["x-ms-return-client-request-id"] = true },
                StatusCodeVariable = "status",
                ResponseHeadersVariable = "headers",
            });
            Assert.Equal("made", bench.Taken<JsonNode>()["name"]!.GetValue<string>());
        }

        Assert.Equal(200, bench.Output.Variables["status"]);
        Hashtable headers = Assert.IsType<Hashtable>(bench.Output.Variables["headers"]);
        Assert.Equal("mine", headers["X-Ms-Client-Request-Id"]);
        Assert.Equal((Subscription + "/resourceGroups/made", "PUT"), bench.Output.Asked[^1]);
    }

    [Fact]
    public async Task Without_confirmation_nothing_is_sent()
    {
        await emulator.Plan();
        using Bench bench = new(emulator.Variables());
        bench.Output.Approves = false;
        Send(bench, new() { Method = "DELETE", Path = Subscription + "/resourceGroups/rg1", ApiVersion = Version });
        Assert.Empty(bench.Output.Failures);
        Assert.Equal(0, await emulator.Requests(string.Empty));
    }

    [Fact]
    public void A_secret_of_a_vault_takes_two_lines()
    {
        using Bench bench = new(emulator.Variables());
        Send(bench, new() { Uri = emulator.Vault("vault1") + "/secrets/greeting?api-version=7.4" });
        Assert.Equal("hello", bench.Taken<JsonNode>()["value"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("text/plain", "hello", "hello")]
    [InlineData("application/xml", "<a/>", "<a/>")]
    [InlineData("application/json", "not json", "not json")]
    [InlineData("application/octet-stream", "hello", null)]
    public async Task Other_content_than_JSON_is_text_or_bytes(string type, string body, string? text)
    {
        await emulator.Plan(new { endpoint = "arm", match = "resourceGroups/rg1", status = 200, contentType = type, body });
        using Bench bench = new(emulator.Variables());
        Send(bench, new() { Path = Subscription + "/resourceGroups/rg1", ApiVersion = Version });
        await emulator.Plan();
        object written = bench.Taken<object>();
        Assert.Equal(text ?? (object)"hello"u8.ToArray(), written);
        Assert.Equal(type == "application/json", bench.Output.Warnings.Any(warning => warning.Contains("as text", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_entry_that_the_engine_can_not_read_is_text()
    {
        using Bench bench = new(emulator.Variables());
        bench.Json.Refuses = json => json.Contains(OwnerEmulator.Second, StringComparison.Ordinal);
        Send(bench, new() { Path = "/subscriptions", ApiVersion = "2022-12-01", Paginate = true });
        Assert.Equal([false, true], bench.Output.Results.Select(result => result is string));
        Assert.Contains(bench.Output.Warnings, warning => warning.Contains("as text", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET", "/subscriptions", null, "InvalidRequest")]
    [InlineData("GET", "subscriptions", null, "InvalidUri")]
    [InlineData("A B", "/subscriptions", null, "InvalidMethod")]
    [InlineData("PUT", "/subscriptions", "{", "InvalidBody")]
    [InlineData("GET", "/subscriptions", "{}", "InvalidRequest")]
    public void Invalid_arguments_end_the_command(string method, string path, string? body, string code)
    {
        using Bench bench = new(emulator.Variables());
        Send(bench, new() { Method = method, Path = path, Body = body, ApiVersion = code == "InvalidRequest" && body is null ? null : Version });
        ErrorReport report = Assert.Single(bench.Output.Failures);
        Assert.Equal(code, report.ErrorId);
        Assert.True(report.Terminating);
        Assert.Equal(path, report.Target);
    }

    [Fact]
    public void A_body_that_can_not_be_converted_completely_is_an_error()
    {
        using Bench bench = new(emulator.Variables());
        bench.Json.Refuses = _ => true;
        Send(bench, new() { Method = "PUT", Path = "/subscriptions", Body = new Hashtable() });
        Assert.Equal("InvalidBody", Assert.Single(bench.Output.Failures).ErrorId);
    }

    [Theory]
    [InlineData("https://example.com/", null, "ResourceRequired", true)]
    [InlineData("http://vault1.vault.azure.net/", null, "UntrustedHost", true)]
    [InlineData("https://user:secret@vault1.vault.azure.net/", null, "InvalidUri", true)]
    public void A_token_is_sent_only_to_a_matching_host(string address, string? resource, string code, bool ends)
    {
        using Bench bench = new(emulator.Variables());
        Send(bench, new() { Uri = address, Resource = resource });
        ErrorReport report = Assert.Single(bench.Output.Failures);
        Assert.Equal(code, report.ErrorId);
        Assert.Equal(ends, report.Terminating);
        Assert.DoesNotContain("secret", report.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "AuthenticationFailed", true)]
    [InlineData(403, "AuthorizationFailed", false)]
    [InlineData(404, "ResourceNotFound", false)]
    [InlineData(409, "Conflict", false)]
    [InlineData(412, "Conflict", false)]
    [InlineData(400, "ServiceFailed", false)]
    public async Task A_refusal_has_its_error_id(int status, string code, bool ends)
    {
        await emulator.Plan(new { endpoint = "arm", match = "resourceGroups/rg1", status });
        using Bench bench = new(emulator.Variables());
        Send(bench, new() { Path = Subscription + "/resourceGroups/rg1", ApiVersion = Version });
        await emulator.Plan();
        ErrorReport report = Assert.Single(bench.Output.Failures);
        Assert.Equal((code, ends, status), (report.ErrorId, report.Terminating, report.Exception.HttpStatus));
        Assert.NotNull(report.RecommendedAction);
        Assert.NotNull(report.Exception.CorrelationId);
    }

    private static void Send(Bench bench, RestCommandLine asked) => RestOperation.Run(bench.Context(), null, asked);
}

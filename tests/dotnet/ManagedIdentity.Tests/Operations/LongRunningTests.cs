using System.Diagnostics;
using System.Text.Json.Nodes;
using ManagedIdentity.Errors;
using ManagedIdentity.Operations;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Operations;

/// <summary>Operations that continue after their request, and waits that are stopped.</summary>
[Collection(Timing.Name)]
public sealed class LongRunningTests(OwnerEmulator emulator) : IClassFixture<OwnerEmulator>
{
    private const int LimitMs = 200;
    private const string Group = $"/subscriptions/{OwnerEmulator.First}/resourceGroups/rg1";

    private const string Template = """
        {"properties":{"mode":"Incremental","template":{"resources":[
          {"type":"Microsoft.Storage/storageAccounts","apiVersion":"2023-01-01","name":"store1","location":"westeurope"}]}}}
        """;

    [Fact]
    public async Task A_deployment_is_awaited()
    {
        await emulator.Plan();
        using Bench bench = new(emulator.Variables());
        Deploy(bench, "d1");
        Assert.Equal("Succeeded", bench.Taken<JsonNode>()["properties"]!["provisioningState"]!.GetValue<string>());
        Assert.Contains(bench.Output.VerboseLines, line => line.Contains("operationStatuses", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(bench.Output.ProgressRecords, record => record.Status?.Contains("deployments/d1", StringComparison.Ordinal) == true);
        Assert.Contains(bench.Output.ProgressRecords, record => record.Status?.StartsWith("Running, 0:00:0", StringComparison.Ordinal) == true);
        Assert.Equal((null, -1, null), bench.Output.ProgressRecords[^1]);
    }

    [Theory]
    [InlineData("Failed", "OperationFailed")]
    [InlineData("Canceled", "OperationFailed")]
    public async Task A_failed_operation_is_reported_with_the_message_of_the_service(string status, string code)
    {
        await emulator.Plan(new
        {
            endpoint = "arm",
            match = "operationstatuses",
            status = 200,
            body = new { status, error = new { code = "QuotaExceeded", message = "No more cores." } },
        });
        ErrorReport report = await Fail("d2");
        Assert.Equal(code, report.ErrorId);
        Assert.False(report.Terminating);
        Assert.Contains("No more cores.", report.Message, StringComparison.Ordinal);
        Assert.Equal("QuotaExceeded", report.Exception.ServiceCode);
    }

    [Fact]
    public async Task An_operation_without_a_status_is_polled_at_the_resource()
    {
        await emulator.Plan(new { endpoint = "arm", match = "operationstatuses", status = 404 });
        ErrorReport report = await Fail("d3", timeoutSec: 14);

        // The emulator's deployment ends only with its operation, so it's still running.
        Assert.Equal("TimedOut", report.ErrorId);
        Assert.Contains("deployments/d3", report.RecommendedAction!, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_timeout_reports_the_address_of_the_operation()
    {
        await Endless();
        ErrorReport report = await Fail("d4", timeoutSec: 2);
        Assert.Equal("TimedOut", report.ErrorId);
        Assert.Contains("look there with -Uri, or at the resource itself", report.RecommendedAction!, StringComparison.Ordinal);
        Assert.Contains("operationStatuses", report.RecommendedAction!, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Stopping_ends_the_wait_at_once_and_reports_the_address()
    {
        await Endless();
        using Bench bench = new(emulator.Variables());
        double took = await Stop(bench, () => Deploy(bench, "d5"));
        await emulator.Plan();
        Assert.True(took < LimitMs, $"{took} ms");
        Assert.Contains("operationStatuses", Assert.Single(bench.Output.FinalWarnings), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(60_000, 200)]
    [InlineData(0, 429)]
    public async Task Stopping_ends_the_wait_for_a_page_at_once(int delayMs, int status)
    {
        await emulator.Plan(new { endpoint = "arm", match = "Microsoft.ResourceGraph", delayMs, status, retryAfter = "25" });
        using Bench bench = new(emulator.Variables());
        double took = await Stop(bench, () => VmIdentityOperation.RunAll(bench.Context(), null, new() { All = true }));
        await emulator.Plan();
        Assert.True(took < LimitMs, $"{took} ms");
        Assert.Empty(bench.Output.FinalWarnings);
    }

    [Fact]
    public async Task The_time_limit_applies_to_the_whole_list_but_not_to_its_receivers()
    {
        await emulator.Plan(new { endpoint = "arm", match = "Microsoft.ResourceGraph", delayMs = 1_500 });
        using Bench bench = new(emulator.Variables());
        bench.Output.OnResult = _ =>
        {
            if (bench.Output.Results.Count == 1)
            {
                Thread.Sleep(4_000);
            }
        };
        VmIdentityOperation.RunAll(bench.Context(timeoutSec: 4), null, new() { All = true });
        await emulator.Plan();
        ErrorReport report = Assert.Single(bench.Output.Failures);
        Assert.Equal("TimedOut", report.ErrorId);
        Assert.StartsWith("The time limit of 4 s for the whole list", report.Message, StringComparison.Ordinal);
        Assert.Equal(2_000, bench.Output.Results.Count);
    }

    private static async Task<double> Stop(Bench bench, Action work)
    {
        Task<long> ended = Task.Run(() =>
        {
            Assert.ThrowsAny<OperationCanceledException>(work);
            return Stopwatch.GetTimestamp();
        });
        await Task.Delay(800);
        Assert.False(ended.IsCompleted);
        long start = Stopwatch.GetTimestamp();
        bench.Cancel.Trigger();
        return Stopwatch.GetElapsedTime(start, await ended).TotalMilliseconds;
    }

    private static void Deploy(Bench bench, string name, int timeoutSec = 30) => RestOperation.Run(bench.Context(timeoutSec), null, new()
    {
        Method = "PUT",
        Path = $"{Group}/providers/Microsoft.Resources/deployments/{name}",
        ApiVersion = "2022-09-01",
        Body = Template,
        Wait = true,
    });

    private Task Endless() => emulator.Plan(new
    {
        endpoint = "arm",
        match = "operationstatuses",
        status = 200,
        retryAfter = "20",
        body = new { status = "Running", percentComplete = 40 },
    });

    private async Task<ErrorReport> Fail(string name, int timeoutSec = 30)
    {
        using Bench bench = new(emulator.Variables());
        Deploy(bench, name, timeoutSec);
        await emulator.Plan();
        Assert.Empty(bench.Output.Results);
        return Assert.Single(bench.Output.Failures);
    }
}

using System.Diagnostics;
using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Interop;

[Collection(Timing.Name)]
public sealed class CancelTests(Emulator emulator) : IClassFixture<Emulator>
{
    private const int LimitMs = 200;

    [Theory]
    [InlineData("slow")]
    [InlineData("retry")]
    public async Task A_waiting_call_ends_at_once(string kind)
    {
        await emulator.Plan(kind == "slow"
            ? new { endpoint = "imds", delayMs = 60_000, status = 200, retryAfter = "0" }
            : new { endpoint = "imds", delayMs = 0, status = 429, retryAfter = "60" });
        using Client client = Client.Create(new(), emulator.Variables());
        using CancelSource cancel = new();
        Task<long> ended = Task.Run(() =>
        {
            Assert.Throws<OperationCanceledException>(() => client.GetToken(new(), new CallSettings { Cancel = cancel }));
            return Stopwatch.GetTimestamp();
        });
        await Task.Delay(400);
        Assert.False(ended.IsCompleted);
        long start = Stopwatch.GetTimestamp();
        cancel.Trigger();
        double took = Stopwatch.GetElapsedTime(start, await ended).TotalMilliseconds;
        Assert.True(took < LimitMs, $"{took} ms");
    }

    [Fact]
    public async Task A_cancelled_waiter_does_not_cancel_the_others()
    {
        await emulator.Plan(new { endpoint = "imds", delayMs = 2_500 });
        using Client client = Client.Create(new(), emulator.Variables());
        using CancelSource cancel = new();
        CallSettings cancelled = new() { Cancel = cancel, TimeoutSec = 30 };
        Task first = Task.Run(() => client.GetToken(new() { Resource = "https://shared.example" }, cancelled));
        await Task.Delay(300);
        Task other = Task.Run(() => client.GetToken(new() { Resource = "https://shared.example" }, new CallSettings { TimeoutSec = 30 }));
        await Task.Delay(100);
        cancel.Trigger();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await other;
        Assert.Equal(1, await emulator.TokenRequests());
    }

    [Fact]
    public void A_call_that_is_already_cancelled_sends_no_request()
    {
        using Client client = Client.Create(new(), emulator.Variables());
        using CancelSource cancel = new();
        cancel.Trigger();
        Assert.Throws<OperationCanceledException>(
            () => client.GetToken(new() { Resource = "https://never.example" }, new CallSettings { Cancel = cancel }));
    }

    [Fact]
    public void Trigger_can_be_called_at_any_time()
    {
        CancelSource cancel = new();
        cancel.Trigger();
        cancel.Dispose();
        cancel.Trigger();
        cancel.Dispose();
        Assert.True(cancel.IsTriggered);
    }

    [Fact]
    public async Task The_time_limit_applies_to_the_whole_call()
    {
        await emulator.Plan(new { endpoint = "imds", delayMs = 60_000 });
        using Client client = Client.Create(new(), emulator.Variables());
        Stopwatch time = Stopwatch.StartNew();
        ManagedIdentityException failure = Assert.Throws<ManagedIdentityException>(
            () => client.GetToken(new(), new CallSettings { TimeoutSec = 1 }));
        Assert.Equal(FailureStatus.Timeout, failure.Status);
        Assert.Equal("TimedOut", failure.Code);
        Assert.InRange(time.Elapsed.TotalSeconds, 0.9, 2);
    }
}

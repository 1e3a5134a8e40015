using System.Diagnostics;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Interop;

/// <summary>Events arrive on the thread of the call, and the call throws the exceptions of their receiver.</summary>
public sealed class EventTests(Emulator emulator) : IClassFixture<Emulator>
{
    [Fact]
    public async Task Events_arrive_on_the_calling_thread_before_the_call_returns()
    {
        await emulator.Plan();
        using Client client = Client.Create(new(), emulator.Variables());
        List<(CallEventKind Kind, int Thread)> seen = [];
        bool returned = false;
        client.GetToken(new(), Settings(told =>
        {
            Assert.False(returned);
            GC.Collect();
            seen.Add((told.Kind, Environment.CurrentManagedThreadId));
        }));
        returned = true;
        Assert.Contains(seen, entry => entry.Kind == CallEventKind.SourceChosen);
        Assert.Contains(seen, entry => entry.Kind == CallEventKind.Request);
        Assert.All(seen, entry => Assert.Equal(Environment.CurrentManagedThreadId, entry.Thread));
    }

    [Fact]
    public async Task An_exception_of_a_receiver_ends_the_call_which_throws_it()
    {
        await emulator.Plan(new { endpoint = "imds", delayMs = 30_000 });
        using Client client = Client.Create(new(), emulator.Variables());
        InvalidTimeZoneException thrown = new("mine");
        Stopwatch time = Stopwatch.StartNew();
        int calls = 0;
        InvalidTimeZoneException caught = Assert.Throws<InvalidTimeZoneException>(() => client.GetToken(
            new() { Resource = "https://thrown.example" },
            Settings(_ =>
            {
                calls++;
                throw thrown;
            })));
        Assert.Same(thrown, caught);
        Assert.Equal(1, calls);
        Assert.True(time.ElapsedMilliseconds < 5_000, $"{time.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task An_exception_takes_precedence_over_success()
    {
        await emulator.Plan();
        using Client client = Client.Create(new(), emulator.Variables());
        client.GetToken(new(), Settings(_ => { }));

        // A cached token has only this event, just before the call ends.
        Assert.Throws<InvalidTimeZoneException>(() => client.GetToken(new(), Settings(_ => throw new InvalidTimeZoneException())));
    }

    [Fact]
    public async Task A_receiver_can_call_the_library()
    {
        await emulator.Plan();
        using Client client = Client.Create(new(), emulator.Variables());
        List<string> inner = [];
        ManagedIdentityToken outer = client.GetToken(new() { Resource = "https://outer.example" }, Settings(_ =>
        {
            if (inner.Count == 0)
            {
                inner.Add(string.Empty);
                inner.Add(client.GetToken(new() { Resource = "https://inner.example" }, Settings(_ => { })).Resource);
            }
        }));
        Assert.Equal("https://outer.example", outer.Resource);
        Assert.Equal("https://inner.example", inner[1]);
    }

    [Fact]
    public async Task Each_wait_before_a_retry_is_reported()
    {
        await emulator.Plan(new { endpoint = "imds", match = "retry.example", status = 429, retryAfter = "1", times = 1 });
        using Client client = Client.Create(new(), emulator.Variables());
        List<CallEvent> retries = [];
        client.GetToken(new() { Resource = "https://retry.example" }, Settings(told =>
        {
            if (told.Kind == CallEventKind.Retry)
            {
                retries.Add(told);
            }
        }));
        CallEvent only = Assert.Single(retries);
        Assert.InRange(only.Wait.TotalSeconds, 0.5, 3);
        Assert.Contains("429", only.Message, StringComparison.Ordinal);
    }

    private static CallSettings Settings(Action<CallEvent> receiver) => new() { TimeoutSec = 60, OnEvent = receiver };
}

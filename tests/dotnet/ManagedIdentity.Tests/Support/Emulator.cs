using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using ManagedIdentity.Models;
using Xunit;

namespace ManagedIdentity.Tests.Support;

/// <summary>An emulator of its own for each test class that takes it as fixture.</summary>
public class Emulator : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private readonly HttpClient _http = new();
    private readonly string _readyFile = Path.Combine(Path.GetTempPath(), $"azmi-{Guid.NewGuid():N}.json");
    private readonly string _scenarioFile = Path.Combine(Path.GetTempPath(), $"azmi-{Guid.NewGuid():N}-scenario.json");
    private Process? _process;

    /// <summary>What the ready file says.</summary>
    public JsonElement Facts { get; private set; }

    public string SystemPrincipal => Facts.GetProperty("systemAssigned").GetProperty("principalId").GetString()!;

    /// <summary>The world it plays, as JSON; null: the default one.</summary>
    protected virtual string? Scenario => null;

    public string Imds => Facts.GetProperty("imds").GetString()!;

    /// <summary>A fact of the n-th user-assigned identity.</summary>
    public string UserAssigned(int index, string fact) => Facts.GetProperty("userAssigned")[index].GetProperty(fact).GetString()!;

    /// <summary>The environment that leads here, and nothing else.</summary>
    internal EnvironmentVariables Variables(params (string Name, string Value)[] more) => new(
        Facts.GetProperty("environment").EnumerateObject()
            .Select(entry => KeyValuePair.Create(entry.Name, entry.Value.GetString()!))
            .Concat(more.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)))
            .ToDictionary(pair => pair.Key, pair => pair.Value));

    public async Task InitializeAsync()
    {
        _ = Built.Library;
        if (Scenario is not null)
        {
            await File.WriteAllTextAsync(_scenarioFile, Scenario);
        }

        string[] world = Scenario is null ? [] : ["--scenario", _scenarioFile];
        ProcessStartInfo start = new(Built.Azmi, ["emulate", "--exit-with-stdin", "--ready-file", _readyFile, .. world])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Stopwatch waited = Stopwatch.StartNew();
        while (!File.Exists(_readyFile))
        {
            Assert.False(_process.HasExited, "azmi emulate ended at once");
            Assert.True(waited.Elapsed < s_patience, "azmi emulate wrote no ready file");
            await Task.Delay(10);
        }

        Facts = JsonDocument.Parse(await File.ReadAllTextAsync(_readyFile)).RootElement.Clone();
    }

    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            using CancellationTokenSource limit = new(s_patience);
            await _process.WaitForExitAsync(limit.Token);
        }

        File.Delete(_readyFile);
        File.Delete(_scenarioFile);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        _process?.Dispose();
        _http.Dispose();
    }

    /// <summary>Sets the fault plan, and forgets what was asked.</summary>
    public async Task Plan(params object[] faults)
    {
        using HttpResponseMessage answer = await _http.PutAsJsonAsync(Control("faults"), faults);
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        using HttpResponseMessage cleared = await _http.DeleteAsync(Control("requests"));
        Assert.True(cleared.IsSuccessStatusCode);
    }

    /// <summary>How many tokens were asked for since the plan was set.</summary>
    public Task<int> TokenRequests() => Requests("/identity/oauth2/token");

    /// <summary>How many requests were sent to paths with that part since the plan was set.</summary>
    public async Task<int> Requests(string part)
    {
        JsonElement all = await _http.GetFromJsonAsync<JsonElement>(Control("requests"));
        return all.EnumerateArray().Count(request => request.GetProperty("path").GetString()!.Contains(part, StringComparison.OrdinalIgnoreCase));
    }

    private Uri Control(string what) => new($"{Imds}/emulator/{what}");
}

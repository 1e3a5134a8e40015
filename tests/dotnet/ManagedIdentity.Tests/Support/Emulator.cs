using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using ManagedIdentity.Models;
using Xunit;

namespace ManagedIdentity.Tests.Support;

/// <summary>A separate emulator for each test class that uses it as a fixture.</summary>
public class Emulator : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private readonly HttpClient _http = new();
    private readonly string _readyFile = Path.Combine(Path.GetTempPath(), $"azmi-{Guid.NewGuid():N}.json");
    private readonly string _scenarioFile = Path.Combine(Path.GetTempPath(), $"azmi-{Guid.NewGuid():N}-scenario.json");
    private Process? _process;

    /// <summary>The content of the ready file.</summary>
    public JsonElement Facts { get; private set; }

    public string SystemPrincipal => Facts.GetProperty("systemAssigned").GetProperty("principalId").GetString()!;

    /// <summary>The scenario as JSON; null means the default one.</summary>
    protected virtual string? Scenario => null;

    public string Imds => Facts.GetProperty("imds").GetString()!;

    /// <summary>A property of the n-th user-assigned identity.</summary>
    public string UserAssigned(int index, string fact) => Facts.GetProperty("userAssigned")[index].GetProperty(fact).GetString()!;

    /// <summary>An environment with only the emulator's variables.</summary>
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
            Assert.False(_process.HasExited, "azmi emulate exited early");
            Assert.True(waited.Elapsed < s_patience, "azmi emulate didn't write its ready file");
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

    /// <summary>Sets the fault plan, and resets the request log.</summary>
    public async Task Plan(params object[] faults)
    {
        using HttpResponseMessage answer = await _http.PutAsJsonAsync(Control("faults"), faults);
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        using HttpResponseMessage cleared = await _http.DeleteAsync(Control("requests"));
        Assert.True(cleared.IsSuccessStatusCode);
    }

    /// <summary>The number of token requests since the plan was set.</summary>
    public Task<int> TokenRequests() => Requests("/identity/oauth2/token");

    /// <summary>The number of requests whose path contains the text since the plan was set.</summary>
    public async Task<int> Requests(string part)
    {
        JsonElement all = await _http.GetFromJsonAsync<JsonElement>(Control("requests"));
        return all.EnumerateArray().Count(request => request.GetProperty("path").GetString()!.Contains(part, StringComparison.OrdinalIgnoreCase));
    }

    private Uri Control(string what) => new($"{Imds}/emulator/{what}");
}

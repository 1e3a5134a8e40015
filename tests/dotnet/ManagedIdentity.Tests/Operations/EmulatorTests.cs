using System.Collections;
using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Operations;

/// <summary>The emulator as a user starts it. It changes variables of the process, so these tests run alone.</summary>
[Collection(Timing.Name)]
public sealed class EmulatorTests : IDisposable
{
    private const string Host = "AZURE_POD_IDENTITY_AUTHORITY_HOST";
    private const string Nobody = "http://127.0.0.1:9";
    private readonly EmulatorSlot _slot = new();
    private readonly Bench _bench = new(new EnvironmentVariables(new Hashtable()));
    private readonly string? _before = Environment.GetEnvironmentVariable(Host);

    // If no emulator starts, requests must not leave this machine.
    public EmulatorTests() => Environment.SetEnvironmentVariable(Host, Nobody);

    [Fact]
    public void Starting_and_stopping_changes_and_restores_the_environment()
    {
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", "http://127.0.0.1:1");
        Environment.SetEnvironmentVariable("NO_PROXY", "mine");
        try
        {
            ManagedIdentityEmulator emulator = Start(new() { Program = Built.Azmi });
            Assert.True(emulator.IsRunning);
            Assert.Equal(emulator.ImdsEndpoint, Environment.GetEnvironmentVariable(Host));
            Assert.Equal(emulator.ArmEndpoint, Environment.GetEnvironmentVariable("AZMI_ENVIRONMENT"));
            Assert.Null(Environment.GetEnvironmentVariable("IDENTITY_ENDPOINT"));
            Assert.Equal($"Emulator at {emulator.ImdsEndpoint} and {emulator.ArmEndpoint}", emulator.ToString());
            using Bench inside = new(EnvironmentVariables.OfProcess());
            ManagedIdentityConnection connection = inside.Connect();
            Assert.True(connection.Emulated);
            Assert.Equal("vm1", connection.VmName);

            Environment.SetEnvironmentVariable("NO_PROXY", "changed");
            _slot.Stop(null);
            Assert.False(emulator.IsRunning);
            Assert.Equal(Nobody, Environment.GetEnvironmentVariable(Host));
            Assert.Equal("http://127.0.0.1:1", Environment.GetEnvironmentVariable("IDENTITY_ENDPOINT"));
            Assert.Equal("changed", Environment.GetEnvironmentVariable("NO_PROXY"));
            _slot.Stop(null);
        }
        finally
        {
            Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", null);
            Environment.SetEnvironmentVariable("NO_PROXY", null);
        }
    }

    [Theory]
    [InlineData("ALL_PROXY", "http://127.0.0.1:9")]
    [InlineData("AZUREPS_HOST_ENVIRONMENT", "AzureAutomation/")]
    public void No_variable_points_to_another_source_while_it_runs(string name, string value)
    {
        Environment.SetEnvironmentVariable(name, value);
        try
        {
            Start(new() { Program = Built.Azmi });
            Assert.Null(Environment.GetEnvironmentVariable(name));
            _slot.Stop(null);
            Assert.Equal(value, Environment.GetEnvironmentVariable(name));
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    [Fact]
    public void Only_one_emulator_runs_at_a_time()
    {
        ManagedIdentityEmulator first = Start(new() { Program = Built.Azmi });
        EmulatorOperation.Start(_bench.Context(), _slot, new() { Program = Built.Azmi }, null);
        ErrorReport report = Assert.Single(_bench.Output.Failures);
        Assert.Equal("EmulatorRunning", report.ErrorId);
        Assert.True(report.Terminating);
        Assert.True(first.IsRunning);
        _slot.Stop(first);
        _bench.Output.Failures.Clear();
        ManagedIdentityEmulator second = Start(new() { Program = Built.Azmi });
        _slot.Stop(first);
        Assert.True(second.IsRunning);
    }

    [Fact]
    public void It_uses_a_scenario_and_faults()
    {
        string file = Path.Combine(Path.GetTempPath(), $"azmi {Guid.NewGuid():N} \"quoted\".json");
        File.WriteAllText(file, """{"virtualMachines":[{"name":"mine","resourceGroup":"rg1","identity":{"systemAssigned":true}}],"thisVm":"mine"}""");
        try
        {
            object fault = new Dictionary<string, object> { ["endpoint"] = "imds", ["status"] = 400, ["body"] = "a \"quoted\" \\ word", ["times"] = 1, ["match"] = "first.example" };
            EmulatorOperation.Start(_bench.Context(), _slot, new() { Program = Built.Azmi, Scenario = file }, [fault]);
            _ = _bench.Taken<ManagedIdentityEmulator>();
            using Bench inside = new(EnvironmentVariables.OfProcess());
            Assert.Equal("mine", inside.Connect().VmName);
            TokenOperation.Run(inside.Context(), null, new() { Resource = "https://first.example" }, TokenForm.Token);
            Assert.Contains("a \"quoted\" \\ word", Assert.Single(inside.Output.Failures).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("/nosuch.json", null, "InvalidScenario")]
    [InlineData(null, "[{\"endpoint\":\"mars\"}]", "InvalidFaults")]
    [InlineData(null, "[", "InvalidFaults")]
    public void An_invalid_scenario_or_fault_is_reported_and_changes_nothing(string? scenario, string? faults, string own)
    {
        EmulatorOperation.Start(_bench.Context(), _slot, new() { Program = Built.Azmi, Scenario = scenario }, faults is null ? null : [faults]);
        ErrorReport report = Assert.Single(_bench.Output.Failures);
        Assert.Equal("EmulatorNotStarted", report.ErrorId);
        Assert.Equal(FailureStatus.InvalidArgument, report.Exception.Status);
        Assert.True(report.Terminating);
        Assert.EndsWith($" [EmulatorNotStarted; {own}]", report.Message, StringComparison.Ordinal);
        Assert.Equal(Nobody, Environment.GetEnvironmentVariable(Host));
    }

    [Fact]
    public void A_program_that_can_not_be_started_is_reported()
    {
        EmulatorOperation.Start(_bench.Context(), _slot, new() { Program = "/nosuch/azmi" }, null);
        ErrorReport report = Assert.Single(_bench.Output.Failures);
        Assert.Equal("EmulatorNotStarted", report.ErrorId);
        Assert.True(report.Terminating);
        ManagedIdentityException missing = Assert.Throws<ManagedIdentityException>(EmulatorProgram.Find);
        Assert.Equal("EmulatorProgramMissing", missing.Code);
    }

    [Fact]
    public void Faults_that_can_not_be_converted_are_reported()
    {
        _bench.Json.Refuses = _ => true;
        EmulatorOperation.Start(_bench.Context(), _slot, new() { Program = Built.Azmi }, [new object()]);
        Assert.Equal("InvalidBody", Assert.Single(_bench.Output.Failures).ErrorId);
    }

    [Fact]
    public void Stopping_ends_the_start()
    {
        _bench.Cancel.Trigger();
        Assert.Throws<OperationCanceledException>(() => EmulatorOperation.Start(_bench.Context(), _slot, new() { Program = Built.Azmi }, null));
        Assert.Equal(Nobody, Environment.GetEnvironmentVariable(Host));
    }

    public void Dispose()
    {
        _slot.Stop(null);
        _bench.Dispose();
        Environment.SetEnvironmentVariable(Host, _before);
    }

    private ManagedIdentityEmulator Start(EmulatorSettings settings)
    {
        EmulatorOperation.Start(_bench.Context(), _slot, settings, null);
        return _bench.Taken<ManagedIdentityEmulator>();
    }
}

using ManagedIdentity.Interop;

namespace ManagedIdentity.Models;

/// <summary>An emulator that runs for this session.</summary>
public sealed class ManagedIdentityEmulator
{
    internal ManagedIdentityEmulator(EmulatorProcess process)
    {
        Process = process;
    }

    /// <summary>The identity endpoint.</summary>
    public string ImdsEndpoint => Process.Imds;

    /// <summary>Azure Resource Manager.</summary>
    public string ArmEndpoint => Process.Arm;

    /// <summary>The process that plays both.</summary>
    public int ProcessId => Process.Id;

    /// <summary>Whether it still runs.</summary>
    public bool IsRunning => Process.IsRunning;

    internal EmulatorProcess Process { get; }

    /// <summary>Where it is.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"Emulator at {ImdsEndpoint} and {ArmEndpoint}";
}

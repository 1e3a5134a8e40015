using ManagedIdentity.Interop;

namespace ManagedIdentity.Models;

/// <summary>The emulator of this session.</summary>
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

    /// <summary>The process of the emulator.</summary>
    public int ProcessId => Process.Id;

    /// <summary>Whether the emulator is running.</summary>
    public bool IsRunning => Process.IsRunning;

    internal EmulatorProcess Process { get; }

    /// <summary>Returns the address of the emulator.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"Emulator at {ImdsEndpoint} and {ArmEndpoint}";
}

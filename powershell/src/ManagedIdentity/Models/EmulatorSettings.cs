namespace ManagedIdentity.Models;

/// <summary>The settings of an emulator. Null means not given.</summary>
internal sealed class EmulatorSettings
{
    /// <summary>The program.</summary>
    internal string? Program { get; init; }

    /// <summary>The file that describes the environment; null means a VM with both kinds of identity.</summary>
    internal string? Scenario { get; init; }

    /// <summary>The port of the identity endpoint; 0 selects a free port.</summary>
    internal int Port { get; init; }

    /// <summary>The faults to inject, as a JSON list.</summary>
    internal string? Faults { get; set; }
}

namespace ManagedIdentity.Models;

/// <summary>What an emulator is started with. Null means not given.</summary>
internal sealed class EmulatorSettings
{
    /// <summary>The program.</summary>
    internal string? Program { get; init; }

    /// <summary>The file that describes the world; null: a VM with both kinds of identity.</summary>
    internal string? Scenario { get; init; }

    /// <summary>Where the identity endpoint listens; 0: a free port.</summary>
    internal int Port { get; init; }

    /// <summary>What goes wrong, a JSON list.</summary>
    internal string? Faults { get; set; }
}

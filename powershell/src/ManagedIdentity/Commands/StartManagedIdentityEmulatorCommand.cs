using System.Linq;
using System.Management.Automation;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Commands;

/// <summary>Starts the emulator, and makes this session use it.</summary>
[Cmdlet(VerbsLifecycle.Start, "ManagedIdentityEmulator")]
[OutputType(typeof(ManagedIdentityEmulator))]
public sealed class StartManagedIdentityEmulatorCommand : ManagedIdentityCommand
{
    /// <summary>File that describes the environment to emulate.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Scenario { get; set; }

    /// <summary>Port of the identity endpoint; 0 selects a free port.</summary>
    [Parameter]
    [ValidateRange(0, 65_535)]
    public int Port { get; set; }

    /// <summary>The faults to inject: hashtables, or a JSON list.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "The engine binds it.")]
    public object[]? Fault { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Run(context =>
    {
        EmulatorSettings settings = new()
        {
            Scenario = Scenario is null ? null : GetUnresolvedProviderPathFromPSPath(Scenario),
            Port = Port,
        };
        EmulatorOperation.Start(context, RunspaceConnections.Emulator, settings, Fault?.Select(Unwrapped).ToArray());
        RunspaceConnections.StopEmulatorWithRunspace();
    });

    private static object? Unwrapped(object? fault) => fault is PSObject { BaseObject: string text } ? text : fault;
}

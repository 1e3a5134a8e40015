using System.Management.Automation;
using ManagedIdentity.Models;

namespace ManagedIdentity.Commands;

/// <summary>Stops the emulator, and restores the environment variables of this process.</summary>
[Cmdlet(VerbsLifecycle.Stop, "ManagedIdentityEmulator")]
[OutputType(typeof(void))]
public sealed class StopManagedIdentityEmulatorCommand : ManagedIdentityCommand
{
    /// <summary>The emulator to stop. The default is the running emulator.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public ManagedIdentityEmulator? Emulator { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => RunspaceConnections.Emulator.Stop(Emulator);
}

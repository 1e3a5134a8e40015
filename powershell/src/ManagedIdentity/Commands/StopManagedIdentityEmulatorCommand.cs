using System.Management.Automation;
using ManagedIdentity.Models;

namespace ManagedIdentity.Commands;

/// <summary>Ends the emulator, and gives the variables of this process their values back.</summary>
[Cmdlet(VerbsLifecycle.Stop, "ManagedIdentityEmulator")]
[OutputType(typeof(void))]
public sealed class StopManagedIdentityEmulatorCommand : ManagedIdentityCommand
{
    /// <summary>The emulator to end; without one, whichever runs.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public ManagedIdentityEmulator? Emulator { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => RunspaceConnections.Emulator.Stop(Emulator);
}

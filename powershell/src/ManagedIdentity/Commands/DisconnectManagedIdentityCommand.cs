using System.Management.Automation;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Commands;

/// <summary>Closes a connection and wipes its tokens.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "ManagedIdentity")]
[OutputType(typeof(void))]
public sealed class DisconnectManagedIdentityCommand : ManagedIdentityCommand
{
    /// <summary>The connection to close. The default is the current connection of this runspace.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    [ConnectionTransformation]
    public ManagedIdentityConnection? Connection { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(context => DisconnectOperation.Run(context, Connection));
}

using System.Management.Automation;
using ManagedIdentity.Models;

namespace ManagedIdentity.Commands;

/// <summary>What cmdlets share that ask through a connection.</summary>
public abstract class ConnectedCommand : RequestCommand
{
    private protected ConnectedCommand()
    {
    }

    /// <summary>The connection to ask through; without one, the current one of this runspace.</summary>
    /// <remarks>Null is refused: it would act as the default identity when a sign-in has failed.</remarks>
    [Parameter]
    [ValidateNotNull]
    [ConnectionTransformation]
    public ManagedIdentityConnection? Connection { get; set; }
}

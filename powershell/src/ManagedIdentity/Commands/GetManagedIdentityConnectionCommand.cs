using System.Management.Automation;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Commands;

/// <summary>Gets the current connection of this runspace.</summary>
[Cmdlet(VerbsCommon.Get, "ManagedIdentityConnection")]
[OutputType(typeof(ManagedIdentityConnection))]
public sealed class GetManagedIdentityConnectionCommand : ManagedIdentityCommand
{
    /// <inheritdoc/>
    protected override void BeginProcessing() => Run(CurrentConnectionOperation.Run);
}

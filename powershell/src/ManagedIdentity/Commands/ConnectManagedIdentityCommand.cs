using System.Management.Automation;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Commands;

/// <summary>Signs in with a managed identity of this machine.</summary>
[Cmdlet(VerbsCommunications.Connect, "ManagedIdentity", DefaultParameterSetName = IdentitySet)]
[OutputType(typeof(ManagedIdentityConnection))]
public sealed class ConnectManagedIdentityCommand : IdentityCommand
{
    /// <summary>Subscription in which names are looked up.</summary>
    [Parameter]
    [ValidateNotNull]
    [Alias("Subscription")]
    public string? SubscriptionId { get; set; }

    /// <summary>Accepts a token of another identity than the one asked for.</summary>
    [Parameter]
    public SwitchParameter SkipIdentityCheck { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() =>
        Run(context => ConnectOperation.Run(context, Settings(SubscriptionId, SkipIdentityCheck)));
}

using System.Management.Automation;
using ManagedIdentity.Completion;
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
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    public string? SubscriptionId { get; set; }

    /// <summary>Accepts a token for a different identity than the requested one.</summary>
    [Parameter]
    public SwitchParameter SkipIdentityCheck { get; set; }

    /// <summary>The tenant that the identity must belong to.</summary>
    [Parameter]
    [ValidateNotNull]
    [Alias("Tenant")]
    public string? TenantId { get; set; }

    /// <summary>Leaves the current connection of this runspace as it is.</summary>
    [Parameter]
    public SwitchParameter SkipCurrent { get; set; }

    /// <summary>Has no effect: this cmdlet always signs in with a managed identity. For compatibility with Connect-AzAccount.</summary>
    [Parameter]
    public SwitchParameter Identity { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() =>
        Run(context => ConnectOperation.Run(context, Settings(SubscriptionId, SkipIdentityCheck), TenantId, !SkipCurrent));
}

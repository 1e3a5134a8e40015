using System.Management.Automation;
using ManagedIdentity.Completion;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Commands;

/// <summary>Gets the principal id of a machine: of this one, or of a VM by name or id.</summary>
[Cmdlet(VerbsCommon.Get, "VmPrincipalId")]
[OutputType(typeof(string))]
public sealed class GetVmPrincipalIdCommand : ConnectedCommand
{
    private MachineChoice? _choice;

    /// <summary>Name of the VM.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("VMName")]
    public string? Name { get; set; }

    /// <summary>Resource group of the VM.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? ResourceGroupName { get; set; }

    /// <summary>Subscription of the VM.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? SubscriptionId { get; set; }

    /// <summary>ARM id of the VM.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    public string? ResourceId { get; set; }

    /// <summary>Name or ARM id of one of its user-assigned identities.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(IdentityNameCompleter))]
    public string? IdentityName { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _choice = new MachineChoice(MyInvocation);

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(context => VmPrincipalIdOperation.Run(context, Connection, _choice!.Query(new VmQuery
    {
        Name = Name,
        ResourceGroupName = ResourceGroupName,
        SubscriptionId = SubscriptionId,
        ResourceId = ResourceId,
        IdentityName = IdentityName,
    })));
}

using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using ManagedIdentity.Completion;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Commands;

/// <summary>Gets the principal id of this machine, or of a VM by name or id.</summary>
[Cmdlet(VerbsCommon.Get, "VmPrincipalId")]
[OutputType(typeof(string))]
public sealed class GetVmPrincipalIdCommand : ConnectedCommand
{
    private MachineChoice? _choice;

    /// <summary>Names of VMs.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("VMName")]
    [ArgumentCompleter(typeof(VmNameCompleter))]
    [SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "The engine binds it.")]
    public string[]? Name { get; set; }

    /// <summary>Resource group of the VM.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ResourceGroup")]
    [ArgumentCompleter(typeof(ResourceGroupCompleter))]
    public string? ResourceGroupName { get; set; }

    /// <summary>Subscription of the VM.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Subscription")]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
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
    protected override void ProcessRecord() => Run(context =>
    {
        VmQuery bound = new()
        {
            ResourceGroupName = ResourceGroupName,
            SubscriptionId = SubscriptionId,
            ResourceId = ResourceId,
            IdentityName = IdentityName,
        };
        foreach (VmQuery query in _choice!.Queries(Name, bound))
        {
            VmPrincipalIdOperation.Run(context, Connection, query);
        }
    });
}

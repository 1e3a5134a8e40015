using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Management.Automation;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Commands;

/// <summary>Gets all identities of a machine, or of many.</summary>
[Cmdlet(VerbsCommon.Get, "VmIdentity", DefaultParameterSetName = MachineSet)]
[OutputType(typeof(VmIdentity))]
public sealed class GetVmIdentityCommand : ConnectedCommand
{
    private const string MachineSet = "Machine";
    private const string AllSet = "All";
    private MachineChoice? _choice;

    /// <summary>Name of the VM; with wildcards, of many.</summary>
    [Parameter(ParameterSetName = MachineSet, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("VMName")]
    [SupportsWildcards]
    public string? Name { get; set; }

    /// <summary>ARM id of the VM.</summary>
    [Parameter(ParameterSetName = MachineSet, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    public string? ResourceId { get; set; }

    /// <summary>Every VM that can be read.</summary>
    [Parameter(ParameterSetName = AllSet, Mandatory = true)]
    public SwitchParameter All { get; set; }

    /// <summary>Resource group of the VM, or of the VMs.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? ResourceGroupName { get; set; }

    /// <summary>Subscriptions to look in.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "What the engine binds.")]
    public string[]? SubscriptionId { get; set; }

    // What was typed and is empty is a wrong id, and must not mean every subscription.
    private string[] Subscriptions => SubscriptionId is null or { Length: 0 }
        ? _choice!.IsTyped(nameof(SubscriptionId)) ? [string.Empty] : []
        : [.. SubscriptionId.Select(id => id ?? string.Empty)];

    /// <inheritdoc/>
    protected override void BeginProcessing() => _choice = new MachineChoice(MyInvocation);

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(context =>
    {
        if (All)
        {
            VmIdentityOperation.RunAll(context, Connection, new FleetQuery
            {
                All = true,
                ResourceGroupName = ResourceGroupName,
                SubscriptionIds = Subscriptions,
            });
            return;
        }

        VmQuery query = _choice!.Query(new VmQuery
        {
            Name = Name,
            ResourceGroupName = ResourceGroupName,
            SubscriptionId = Subscriptions.Length == 0 ? null : Subscriptions[0],
            ResourceId = ResourceId,
        });
        VmIdentityOperation.Run(context, Connection, query, Subscriptions);
    });
}

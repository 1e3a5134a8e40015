using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Management.Automation;
using ManagedIdentity.Completion;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Commands;

/// <summary>Gets all identities of one or more machines.</summary>
[Cmdlet(VerbsCommon.Get, "VmIdentity", DefaultParameterSetName = MachineSet)]
[OutputType(typeof(VmIdentity))]
public sealed class GetVmIdentityCommand : ConnectedCommand
{
    private const string MachineSet = "Machine";
    private const string AllSet = "All";
    private MachineChoice? _choice;

    /// <summary>Names of VMs, with or without wildcards.</summary>
    [Parameter(ParameterSetName = MachineSet, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("VMName")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VmNameCompleter))]
    [SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "The engine binds it.")]
    public string[]? Name { get; set; }

    /// <summary>ARM id of the VM.</summary>
    [Parameter(ParameterSetName = MachineSet, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    public string? ResourceId { get; set; }

    /// <summary>Every VM that can be read.</summary>
    [Parameter(ParameterSetName = AllSet, Mandatory = true)]
    public SwitchParameter All { get; set; }

    /// <summary>Resource group of the VM, or of the VMs.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ResourceGroup")]
    [ArgumentCompleter(typeof(ResourceGroupCompleter))]
    public string? ResourceGroupName { get; set; }

    /// <summary>Subscriptions to look in.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Subscription")]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    [SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "The engine binds it.")]
    public string[]? SubscriptionId { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _choice = new MachineChoice(MyInvocation);

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(context =>
    {
        if (All)
        {
            // An empty value must not mean every subscription or every resource group.
            VmIdentityOperation.RunAll(context, Connection, new FleetQuery
            {
                All = true,
                ResourceGroupName = ResourceGroupName,
                SubscriptionIds = _choice!.Given(nameof(SubscriptionId), SubscriptionId, keepsEmpty: true),
            });
            return;
        }

        string[] subscriptions = _choice!.Given(nameof(SubscriptionId), SubscriptionId);
        VmQuery bound = new()
        {
            ResourceGroupName = ResourceGroupName,
            SubscriptionId = subscriptions.FirstOrDefault(),
            ResourceId = ResourceId,
        };
        foreach (VmQuery query in _choice.Queries(Name, bound))
        {
            VmIdentityOperation.Run(context, Connection, query, subscriptions);
        }
    });
}

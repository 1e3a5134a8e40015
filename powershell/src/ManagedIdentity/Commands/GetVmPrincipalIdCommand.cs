using System.Collections.Generic;
using System.Management.Automation;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Commands;

/// <summary>Gets the principal id of a machine: of this one, or of a VM by name or id.</summary>
/// <remarks>
/// One parameter set, because objects of other modules have both a name and an id, which would fit two: the engine could
/// choose neither. What contradicts itself is refused by the library.
/// </remarks>
[Cmdlet(VerbsCommon.Get, "VmPrincipalId")]
[OutputType(typeof(string))]
public sealed class GetVmPrincipalIdCommand : ConnectedCommand
{
    private HashSet<string> _typed = [];

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
    public string? IdentityName { get; set; }

    // Something was named or piped: if it turns out to be null, it is a wrong name, and not this machine.
    private bool IsAsked => MyInvocation.ExpectingInput
        || MyInvocation.BoundParameters.ContainsKey(nameof(Name))
        || MyInvocation.BoundParameters.ContainsKey(nameof(ResourceId));

    /// <inheritdoc/>
    protected override void BeginProcessing() => _typed = [.. MyInvocation.BoundParameters.Keys];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // The id of an object says all that its other properties say, and more.
        bool byObjectId = ResourceId is not null && !_typed.Contains(nameof(ResourceId));
        string? Unless(string name, string? value) => byObjectId && !_typed.Contains(name) ? null : value;
        Run(context => VmPrincipalIdOperation.Run(context, Connection, new VmQuery
        {
            Name = Unless(nameof(Name), Name) ?? (IsAsked && ResourceId is null ? string.Empty : null),
            ResourceGroupName = Unless(nameof(ResourceGroupName), ResourceGroupName),
            SubscriptionId = Unless(nameof(SubscriptionId), SubscriptionId),
            ResourceId = ResourceId,
            IdentityName = IdentityName,
        }));
    }
}

using System.Collections.Generic;
using System.Management.Automation;
using ManagedIdentity.Models;

namespace ManagedIdentity.Commands;

/// <summary>
/// Which machine is meant by what was typed and what came through the pipeline. Objects of other modules have both a name and
/// an id, so there are no parameter sets for them; what contradicts itself is refused by the library.
/// </summary>
internal sealed class MachineChoice
{
    private readonly InvocationInfo _invocation;
    private readonly HashSet<string> _typed;

    /// <param name="invocation">The command's, before the first object comes through the pipeline.</param>
    internal MachineChoice(InvocationInfo invocation)
    {
        _invocation = invocation;
        _typed = [.. invocation.BoundParameters.Keys];
    }

    // Something was named or piped: if it turns out to be null, it is a wrong name, and not this machine.
    private bool IsAsked => _invocation.ExpectingInput
        || _invocation.BoundParameters.ContainsKey(nameof(VmQuery.Name))
        || _invocation.BoundParameters.ContainsKey(nameof(VmQuery.ResourceId));

    /// <summary>Whether that parameter was typed, rather than bound from an object.</summary>
    /// <param name="parameter">Its name.</param>
    /// <returns>Whether it was.</returns>
    internal bool IsTyped(string parameter) => _typed.Contains(parameter);

    /// <summary>Makes the query.</summary>
    /// <param name="bound">The values of the parameters.</param>
    /// <returns>The query.</returns>
    internal VmQuery Query(VmQuery bound)
    {
        // The id of an object says all that its other properties say, and more.
        bool byObjectId = bound.ResourceId is not null && !IsTyped(nameof(VmQuery.ResourceId));
        string? Unless(string name, string? value) => byObjectId && !IsTyped(name) ? null : value;
        return new VmQuery
        {
            Name = Unless(nameof(VmQuery.Name), bound.Name) ?? (IsAsked && bound.ResourceId is null ? string.Empty : null),
            ResourceGroupName = Unless(nameof(VmQuery.ResourceGroupName), bound.ResourceGroupName),
            SubscriptionId = Unless(nameof(VmQuery.SubscriptionId), bound.SubscriptionId),
            ResourceId = bound.ResourceId,
            IdentityName = bound.IdentityName,
        };
    }
}

using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using ManagedIdentity.Models;

namespace ManagedIdentity.Commands;

/// <summary>
/// Selects machines from typed parameters and pipeline input. Objects of other modules have both a name and an id, so parameter
/// sets can't separate them. The library refuses contradictory values.
/// </summary>
internal sealed class MachineChoice
{
    private readonly InvocationInfo _invocation;
    private readonly HashSet<string> _typed;

    /// <param name="invocation">The command's invocation, before the first pipeline object arrives.</param>
    internal MachineChoice(InvocationInfo invocation)
    {
        _invocation = invocation;
        _typed = [.. invocation.BoundParameters.Keys];
    }

    // A name or id was passed or piped. If it's null, it's an invalid name; it doesn't mean this machine.
    private bool IsAsked => _invocation.ExpectingInput
        || _invocation.BoundParameters.ContainsKey(nameof(VmQuery.Name))
        || _invocation.BoundParameters.ContainsKey(nameof(VmQuery.ResourceId));

    /// <summary>Returns a value that was given. An empty piped value counts as not given; an empty typed value is invalid.</summary>
    /// <param name="parameter">Name of the parameter.</param>
    /// <param name="value">Its value.</param>
    /// <returns>The value, or null.</returns>
    internal string? Given(string parameter, string? value) =>
        string.IsNullOrWhiteSpace(value) && !_typed.Contains(parameter) ? null : value;

    /// <summary>Returns the values of a list that were given.</summary>
    /// <param name="parameter">Name of the parameter.</param>
    /// <param name="values">Its values.</param>
    /// <param name="keepsEmpty">Whether an empty piped value is kept, so that it's invalid, too.</param>
    /// <returns>The values. An empty list that was typed becomes a list with one empty string.</returns>
    internal string[] Given(string parameter, string[]? values, bool keepsEmpty = false)
    {
        bool isTyped = _typed.Contains(parameter);
        string[] given = [.. (values ?? []).Select(value => value ?? string.Empty).Where(value => isTyped || keepsEmpty || !string.IsNullOrWhiteSpace(value))];
        return given.Length == 0 && isTyped ? [string.Empty] : given;
    }

    /// <summary>Makes the queries, one for each name.</summary>
    /// <param name="names">The names.</param>
    /// <param name="bound">The values of the other parameters.</param>
    /// <returns>The queries.</returns>
    internal IEnumerable<VmQuery> Queries(string[]? names, VmQuery bound)
    {
        string? id = Given(nameof(VmQuery.ResourceId), bound.ResourceId);

        // The id of a piped object already contains the information in its other properties.
        bool byObjectId = id is not null && !_typed.Contains(nameof(VmQuery.ResourceId));
        string? Kept(string parameter, string? value) => byObjectId && !_typed.Contains(parameter) ? null : Given(parameter, value);

        bool skipsNames = byObjectId && !_typed.Contains(nameof(VmQuery.Name));
        string?[] each = skipsNames ? [] : [.. Given(nameof(VmQuery.Name), names)];
        return (each.Length > 0 ? each : [IsAsked && id is null ? string.Empty : null]).Select(name => new VmQuery
        {
            Name = name,
            ResourceGroupName = Kept(nameof(VmQuery.ResourceGroupName), bound.ResourceGroupName),
            SubscriptionId = Kept(nameof(VmQuery.SubscriptionId), bound.SubscriptionId),
            ResourceId = id,
            IdentityName = bound.IdentityName,
        });
    }
}

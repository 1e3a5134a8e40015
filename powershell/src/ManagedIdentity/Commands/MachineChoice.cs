using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using ManagedIdentity.Models;

namespace ManagedIdentity.Commands;

/// <summary>
/// Which machines are meant by what was typed and what came through the pipeline. Objects of other modules have both a name and
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

    /// <summary>What was given: an empty cell of a CSV file, or an empty property, was not; what was typed and is empty is wrong.</summary>
    /// <param name="parameter">Name of the parameter.</param>
    /// <param name="value">Its value.</param>
    /// <returns>The value, or null.</returns>
    internal string? Given(string parameter, string? value) =>
        string.IsNullOrWhiteSpace(value) && !_typed.Contains(parameter) ? null : value;

    /// <summary>The same for a list.</summary>
    /// <param name="parameter">Name of the parameter.</param>
    /// <param name="values">Its values.</param>
    /// <param name="keepsEmpty">Whether an empty cell stays, and is wrong, too.</param>
    /// <returns>The values; a list that was typed and holds nothing becomes one that holds an empty text.</returns>
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

        // The id of an object says all that its other properties say, and more.
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

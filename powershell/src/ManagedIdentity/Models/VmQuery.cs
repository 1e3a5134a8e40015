namespace ManagedIdentity.Models;

/// <summary>Which machine is meant; nothing given: this one.</summary>
internal sealed class VmQuery
{
    internal string? Name { get; init; }

    internal string? ResourceGroupName { get; init; }

    internal string? SubscriptionId { get; init; }

    internal string? ResourceId { get; init; }

    /// <summary>Name or ARM id of one of its user-assigned identities.</summary>
    internal string? IdentityName { get; init; }
}

namespace ManagedIdentity.Models;

/// <summary>What a token is asked for with.</summary>
internal sealed class TokenRequest
{
    /// <summary>The audience, or a service's name; null: Resource Manager.</summary>
    internal string? Resource { get; init; }

    internal string? Claims { get; init; }

    internal bool ForceRefresh { get; init; }

    /// <summary>The tenant it must be of; null: any.</summary>
    internal string? TenantId { get; init; }
}

namespace ManagedIdentity.Models;

/// <summary>What a token is asked for with.</summary>
/// <remarks>Fields: each accessor of a property is compiled by itself, before the first token of a script.</remarks>
internal sealed class TokenRequest
{
    /// <summary>The audience, or a service's name; null: Resource Manager.</summary>
    internal string? Resource;

    internal string? Claims;

    internal bool ForceRefresh;

    /// <summary>The tenant it must be of; null: any.</summary>
    internal string? TenantId;
}

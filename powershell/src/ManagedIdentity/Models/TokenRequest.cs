namespace ManagedIdentity.Models;

/// <summary>The parameters of a token request.</summary>
/// <remarks>Fields instead of properties: the runtime would compile each accessor before a script gets its first token.</remarks>
internal sealed class TokenRequest
{
    /// <summary>The audience, or the name of a service; null means Resource Manager.</summary>
    internal string? Resource;

    internal string? Claims;

    internal bool ForceRefresh;

    /// <summary>The tenant that the token must belong to; null means any.</summary>
    internal string? TenantId;
}

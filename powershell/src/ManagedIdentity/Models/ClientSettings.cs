namespace ManagedIdentity.Models;

/// <summary>The settings of a connection. Null means not given; an empty string is invalid.</summary>
/// <remarks>Fields instead of properties: the runtime would compile each accessor before a script gets its first token.</remarks>
internal sealed class ClientSettings
{
    internal string? ClientId;

    internal string? ObjectId;

    internal string? IdentityResourceId;

    internal string? AccountId;

    internal IdentitySource Source;

    internal string? Environment;

    internal string? SubscriptionId;

    internal bool SkipIdentityCheck;

    /// <summary>The id of the selected identity, whichever parameter it came from.</summary>
    internal string? Selector => ClientId ?? ObjectId ?? IdentityResourceId ?? AccountId;

    /// <summary>Whether the settings differ from those of a script that doesn't connect.</summary>
    internal bool IsChoice => Selector is not null || Source != IdentitySource.Auto || Environment is not null;
}

namespace ManagedIdentity.Models;

/// <summary>What a connection is asked for with. Null means not given; an empty text is given, and wrong.</summary>
internal sealed class ClientSettings
{
    internal string? ClientId { get; init; }

    internal string? ObjectId { get; init; }

    internal string? IdentityResourceId { get; init; }

    internal string? AccountId { get; init; }

    internal IdentitySource Source { get; init; }

    internal string? Environment { get; init; }

    internal string? SubscriptionId { get; init; }

    internal bool SkipIdentityCheck { get; init; }

    /// <summary>The identity that was named, whichever way.</summary>
    internal string? Selector => ClientId ?? ObjectId ?? IdentityResourceId ?? AccountId;

    /// <summary>Whether this asks for something else than what any one-line script would get.</summary>
    internal bool IsChoice => Selector is not null || Source != IdentitySource.Auto || Environment is not null;
}

namespace ManagedIdentity.Models;

/// <summary>What a connection is asked for with. Null means not given; an empty text is given, and wrong.</summary>
/// <remarks>Fields: each accessor of a property is compiled by itself, before the first token of a script.</remarks>
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

    /// <summary>The identity that was named, whichever way.</summary>
    internal string? Selector => ClientId ?? ObjectId ?? IdentityResourceId ?? AccountId;

    /// <summary>Whether this asks for something other than what any one-line script would get.</summary>
    internal bool IsChoice => Selector is not null || Source != IdentitySource.Auto || Environment is not null;
}

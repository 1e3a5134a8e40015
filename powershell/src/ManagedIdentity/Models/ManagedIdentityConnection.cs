using ManagedIdentity.Interop;

namespace ManagedIdentity.Models;

/// <summary>
/// A signed-in identity and its source. It can be passed to other runspaces, and lives until it's disconnected or no
/// longer used.
/// </summary>
public sealed class ManagedIdentityConnection
{
    /// <param name="client">The client that gets the tokens; null for a copy from another process.</param>
    internal ManagedIdentityConnection(Client? client)
    {
        Client = client;
    }

    /// <summary>The source of tokens: the name of an <see cref="IdentitySource"/>, which stays readable as JSON.</summary>
    public string Source { get; internal init; } = nameof(IdentitySource.Auto);

    /// <summary>The rule that selected the source.</summary>
    public string? SourceReason { get; internal init; }

    /// <summary>The endpoint that issues tokens.</summary>
    public string? Endpoint { get; internal init; }

    /// <summary>The kind of identity: the name of an <see cref="Models.IdentityType"/>.</summary>
    public string IdentityType { get; internal init; } = nameof(Models.IdentityType.Unknown);

    /// <summary>Whether the response or the token confirms the requested identity.</summary>
    public bool IdentityVerified { get; internal init; }

    /// <summary>Whether an emulator issues the tokens.</summary>
    public bool Emulated { get; internal init; }

    /// <summary>Object id of the identity, which role assignments use.</summary>
    public string? PrincipalId { get; internal init; }

    /// <summary>Application id of the identity.</summary>
    public string? ClientId { get; internal init; }

    /// <summary>Its tenant.</summary>
    public string? TenantId { get; internal init; }

    /// <summary>ARM id of the resource the identity belongs to.</summary>
    public string? IdentityResourceId { get; internal init; }

    /// <summary>The cloud's name, or its ARM endpoint.</summary>
    public string? Environment { get; internal init; }

    /// <summary>The subscription of this machine, or the one chosen.</summary>
    public string? SubscriptionId { get; internal init; }

    /// <summary>The resource group of this machine.</summary>
    public string? ResourceGroupName { get; internal init; }

    /// <summary>The name of this machine in Azure.</summary>
    public string? VmName { get; internal init; }

    /// <summary>The unique id of this machine.</summary>
    public string? VmId { get; internal init; }

    /// <summary>The client that gets the tokens; null if this is a copy from another process.</summary>
    internal Client? Client { get; }

    /// <summary>Returns the identity and its source.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"{IdentityType} {PrincipalId} ({Source} at {Endpoint})";
}

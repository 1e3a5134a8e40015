using ManagedIdentity.Interop;

namespace ManagedIdentity.Models;

/// <summary>
/// An identity that was signed in with, and where. A value: it may be passed to other runspaces, and lives until it is
/// disconnected or no longer used.
/// </summary>
public sealed class ManagedIdentityConnection
{
    /// <param name="client">What asks for the tokens; null for what arrived from another process.</param>
    internal ManagedIdentityConnection(Client? client)
    {
        Client = client;
    }

    /// <summary>Where tokens come from: the name of an <see cref="IdentitySource"/>, which is a word as JSON, too.</summary>
    public string Source { get; internal init; } = nameof(IdentitySource.Auto);

    /// <summary>Which rule chose the source.</summary>
    public string? SourceReason { get; internal init; }

    /// <summary>Where tokens are asked for.</summary>
    public string? Endpoint { get; internal init; }

    /// <summary>What kind of identity answered: the name of an <see cref="Models.IdentityType"/>.</summary>
    public string IdentityType { get; internal init; } = nameof(Models.IdentityType.Unknown);

    /// <summary>Whether the answer or the token confirms the identity you asked for.</summary>
    public bool IdentityVerified { get; internal init; }

    /// <summary>Whether the tokens are an emulator's.</summary>
    public bool Emulated { get; internal init; }

    /// <summary>Object id of the identity: what role assignments name.</summary>
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

    /// <summary>What asks for the tokens; null when this is a copy that arrived from another process.</summary>
    internal Client? Client { get; }

    /// <summary>Who is signed in, and where.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"{IdentityType} {PrincipalId} ({Source} at {Endpoint})";
}

using System;
using System.Collections;
using System.Globalization;
using System.Net;
using System.Security;

namespace ManagedIdentity.Models;

/// <summary>An access token, and what its claims say. The claims are parsed, not verified.</summary>
public sealed class ManagedIdentityToken
{
    // One constructor rather than a setter for each: all that runs before the first token of a script is compiled first.
    internal ManagedIdentityToken(
        SecureString token,
        string resource,
        DateTimeOffset expiresOn,
        DateTimeOffset? issuedOn,
        DateTimeOffset? refreshOn,
        string? principalId,
        string? clientId,
        string? tenantId,
        string? identityResourceId,
        string source,
        bool fromCache)
    {
        Token = token;
        Resource = resource;
        ExpiresOn = expiresOn;
        IssuedOn = issuedOn;
        RefreshOn = refreshOn;
        PrincipalId = principalId;
        ClientId = clientId;
        TenantId = tenantId;
        IdentityResourceId = identityResourceId;
        Source = source;
        FromCache = fromCache;
    }

    /// <summary>The token.</summary>
    public SecureString Token { get; }

    /// <summary>The audience it was asked for.</summary>
    public string Resource { get; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset ExpiresOn { get; }

    /// <summary>When it was issued, if its claims say so.</summary>
    public DateTimeOffset? IssuedOn { get; }

    /// <summary>From when on the library refreshes it, if that is known.</summary>
    public DateTimeOffset? RefreshOn { get; }

    /// <summary>Object id of the identity: what role assignments name.</summary>
    public string? PrincipalId { get; }

    /// <summary>Application id of the identity.</summary>
    public string? ClientId { get; }

    /// <summary>Its tenant.</summary>
    public string? TenantId { get; }

    /// <summary>ARM id of the resource the identity belongs to.</summary>
    public string? IdentityResourceId { get; }

    /// <summary>Where it came from: the name of an <see cref="IdentitySource"/>.</summary>
    public string Source { get; }

    /// <summary>Whether it came from the cache of this process: nothing was sent for it.</summary>
    public bool FromCache { get; }

    /// <summary>The token as text, which stays in memory until the process ends: prefer <see cref="Token"/>.</summary>
    /// <returns>The token.</returns>
    public string ToPlainText() => new NetworkCredential(string.Empty, Token).Password;

    /// <summary>A header for <c>-Headers</c> of Invoke-RestMethod.</summary>
    /// <returns>A table with the key Authorization.</returns>
    public Hashtable ToHeader() => new(StringComparer.OrdinalIgnoreCase) { ["Authorization"] = "Bearer " + ToPlainText() };

    /// <summary>The audience and the expiry, never the token.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture,
        "Token for {0}, expires {1:yyyy-MM-dd HH:mm:ss} UTC",
        Resource,
        ExpiresOn.UtcDateTime);
}

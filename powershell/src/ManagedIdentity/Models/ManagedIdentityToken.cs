using System;
using System.Collections;
using System.Globalization;
using System.Net;
using System.Security;

namespace ManagedIdentity.Models;

/// <summary>An access token and its claims. The claims are parsed, not verified.</summary>
public sealed class ManagedIdentityToken
{
    // One constructor instead of a setter for each property: the runtime would compile each setter before the first token.
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

    /// <summary>The audience that was requested.</summary>
    public string Resource { get; }

    /// <summary>When it expires.</summary>
    public DateTimeOffset ExpiresOn { get; }

    /// <summary>When it was issued, if its claims say so.</summary>
    public DateTimeOffset? IssuedOn { get; }

    /// <summary>When the library starts to refresh it, if known.</summary>
    public DateTimeOffset? RefreshOn { get; }

    /// <summary>Object id of the identity, which role assignments use.</summary>
    public string? PrincipalId { get; }

    /// <summary>Application id of the identity.</summary>
    public string? ClientId { get; }

    /// <summary>Its tenant.</summary>
    public string? TenantId { get; }

    /// <summary>ARM id of the resource the identity belongs to.</summary>
    public string? IdentityResourceId { get; }

    /// <summary>The source of the token: the name of an <see cref="IdentitySource"/>.</summary>
    public string Source { get; }

    /// <summary>Whether it came from the cache of this process, without a request.</summary>
    public bool FromCache { get; }

    /// <summary>Returns the token as text. The text can stay in memory until the process ends: prefer <see cref="Token"/>.</summary>
    /// <returns>The token.</returns>
    public string ToPlainText() => new NetworkCredential(string.Empty, Token).Password;

    /// <summary>Returns a header for <c>-Headers</c> of Invoke-RestMethod.</summary>
    /// <returns>A hashtable with the key Authorization.</returns>
    public Hashtable ToHeader() => new(StringComparer.OrdinalIgnoreCase) { ["Authorization"] = "Bearer " + ToPlainText() };

    /// <summary>Returns the audience and the expiry, never the token.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture,
        "Token for {0}, expires {1:yyyy-MM-dd HH:mm:ss} UTC",
        Resource,
        ExpiresOn.UtcDateTime);
}

using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>A token; the strings are borrowed from the token handle. Times are seconds since 1970; 0 means unknown.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiTokenView
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>Number of the identity source.</summary>
    public uint Source;

    /// <summary>1 if it came from the cache.</summary>
    public byte FromCache;

    /// <summary>1 if a forced refresh returned the same token as before.</summary>
    public byte SameAsBefore;

    /// <summary>1 if an emulator issued it.</summary>
    public byte Emulated;

    /// <summary>When it expires.</summary>
    public long ExpiresOn;

    /// <summary>When it was issued.</summary>
    public long IssuedOn;

    /// <summary>When the background refresh starts.</summary>
    public long RefreshOn;

    /// <summary>The token itself: a secret.</summary>
    public AzmiStr Secret;

    /// <summary>The requested audience.</summary>
    public AzmiStr Resource;

    /// <summary>Object id of the identity.</summary>
    public AzmiStr PrincipalId;

    /// <summary>Application id of the identity.</summary>
    public AzmiStr ClientId;

    /// <summary>Its tenant.</summary>
    public AzmiStr TenantId;

    /// <summary>ARM id of the resource the identity belongs to.</summary>
    public AzmiStr IdentityResourceId;

    /// <summary>Name of the source.</summary>
    public AzmiStr SourceName;
}

/// <summary>The options of a token request.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiTokenOptions
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>Not 0: skip the cache.</summary>
    public byte ForceRefresh;

    /// <summary>The audience, or the name of a service; absent means Resource Manager.</summary>
    public AzmiStr Resource;

    /// <summary>Claims of a claims challenge; absent means none.</summary>
    public AzmiStr Claims;
}

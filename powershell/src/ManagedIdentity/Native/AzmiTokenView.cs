using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>A token; the texts are borrowed from the token handle. Times are seconds since 1970, 0 means not known.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiTokenView
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>Number of the identity source.</summary>
    public uint Source;

    /// <summary>1 when nothing was sent for it.</summary>
    public byte FromCache;

    /// <summary>1 when a forced refresh got the token it had before.</summary>
    public byte SameAsBefore;

    /// <summary>1 when it is an emulator's.</summary>
    public byte Emulated;

    /// <summary>When it ends.</summary>
    public long ExpiresOn;

    /// <summary>When it was issued.</summary>
    public long IssuedOn;

    /// <summary>From when on it is refreshed in the background.</summary>
    public long RefreshOn;

    /// <summary>The token itself: a secret.</summary>
    public AzmiStr Secret;

    /// <summary>The audience asked for.</summary>
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

/// <summary>What a token is asked for with.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiTokenOptions
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>Not 0: skip the cache.</summary>
    public byte ForceRefresh;

    /// <summary>The audience, or a service's name; absent: Resource Manager.</summary>
    public AzmiStr Resource;

    /// <summary>Claims of a claims challenge; absent: none.</summary>
    public AzmiStr Claims;
}

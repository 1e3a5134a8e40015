using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>What a client is connected to; the texts are borrowed from the connection handle.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiConnectionView
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>Number of the identity source.</summary>
    public uint Source;

    /// <summary>Number of the kind of identity.</summary>
    public uint IdentityType;

    /// <summary>1 when the identity that was asked for is confirmed.</summary>
    public byte IdentityVerified;

    /// <summary>1 when the tokens are an emulator's.</summary>
    public byte Emulated;

    /// <summary>Name of the source.</summary>
    public AzmiStr SourceName;

    /// <summary>Which rule chose the source.</summary>
    public AzmiStr SourceReason;

    /// <summary>Where tokens are asked for.</summary>
    public AzmiStr Endpoint;

    /// <summary>Object id of the identity.</summary>
    public AzmiStr PrincipalId;

    /// <summary>Application id of the identity.</summary>
    public AzmiStr ClientId;

    /// <summary>Its tenant.</summary>
    public AzmiStr TenantId;

    /// <summary>ARM id of the resource the identity belongs to.</summary>
    public AzmiStr IdentityResourceId;

    /// <summary>Name of the cloud, or its ARM endpoint.</summary>
    public AzmiStr Environment;

    /// <summary>Subscription of this machine, or the one chosen.</summary>
    public AzmiStr SubscriptionId;

    /// <summary>Resource group of this machine.</summary>
    public AzmiStr ResourceGroup;

    /// <summary>Name of this machine in Azure.</summary>
    public AzmiStr VmName;

    /// <summary>Unique id of this machine.</summary>
    public AzmiStr VmId;
}

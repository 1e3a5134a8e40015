using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>The connection of a client; the strings are borrowed from the connection handle.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiConnectionView
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>Number of the identity source.</summary>
    public uint Source;

    /// <summary>Number of the kind of identity.</summary>
    public uint IdentityType;

    /// <summary>1 if the requested identity is confirmed.</summary>
    public byte IdentityVerified;

    /// <summary>1 if an emulator issues the tokens.</summary>
    public byte Emulated;

    /// <summary>Name of the source.</summary>
    public AzmiStr SourceName;

    /// <summary>The rule that selected the source.</summary>
    public AzmiStr SourceReason;

    /// <summary>The endpoint that issues tokens.</summary>
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

using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>The principal of a machine; the strings are borrowed from its handle.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiVmPrincipalView
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>Number of the kind of identity.</summary>
    public uint IdentityType;

    /// <summary>Object id of the identity.</summary>
    public AzmiStr PrincipalId;

    /// <summary>Its application id.</summary>
    public AzmiStr ClientId;

    /// <summary>Its tenant.</summary>
    public AzmiStr TenantId;

    /// <summary>ARM id of the machine.</summary>
    public AzmiStr ResourceId;
}

/// <summary>Selects a machine; if all are absent, this machine.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiVmQuery
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>Name of the VM.</summary>
    public AzmiStr Name;

    /// <summary>Its resource group.</summary>
    public AzmiStr ResourceGroup;

    /// <summary>Its subscription.</summary>
    public AzmiStr SubscriptionId;

    /// <summary>ARM id of the VM, instead of the three fields above.</summary>
    public AzmiStr ResourceId;

    /// <summary>Name or ARM id of one of its user-assigned identities.</summary>
    public AzmiStr IdentityName;
}

using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>All identities of a machine; the texts are borrowed from its handle.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiVmIdentityView
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>Number of user-assigned identities.</summary>
    public uint UserAssignedLen;

    /// <summary>Name of the machine.</summary>
    public AzmiStr Name;

    /// <summary>Its resource group.</summary>
    public AzmiStr ResourceGroup;

    /// <summary>Its subscription.</summary>
    public AzmiStr SubscriptionId;

    /// <summary>Its ARM id.</summary>
    public AzmiStr ResourceId;

    /// <summary>Which kinds of identity it has, as Azure writes it.</summary>
    public AzmiStr IdentityType;

    /// <summary>Object id of the system-assigned identity.</summary>
    public AzmiStr PrincipalId;

    /// <summary>Tenant of the system-assigned identity.</summary>
    public AzmiStr TenantId;
}

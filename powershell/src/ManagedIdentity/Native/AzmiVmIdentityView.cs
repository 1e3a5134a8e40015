using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>All identities of a machine; the strings are borrowed from its handle.</summary>
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

    /// <summary>The kinds of identity, as Azure writes them.</summary>
    public AzmiStr IdentityType;

    /// <summary>Object id of the system-assigned identity.</summary>
    public AzmiStr PrincipalId;

    /// <summary>Tenant of the system-assigned identity.</summary>
    public AzmiStr TenantId;
}

/// <summary>A user-assigned identity of a machine; the strings are borrowed from its handle.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiUserAssignedView
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>Its ARM id.</summary>
    public AzmiStr ResourceId;

    /// <summary>Its name.</summary>
    public AzmiStr Name;

    /// <summary>Its object id.</summary>
    public AzmiStr PrincipalId;

    /// <summary>Its application id.</summary>
    public AzmiStr ClientId;
}

/// <summary>Selects the machines of a fleet.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AzmiFleetQuery
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>Not 0: all machines that can be read.</summary>
    public byte All;

    /// <summary>Selects the machines whose name matches.</summary>
    public AzmiStr NamePattern;

    /// <summary>Limits the selection to this resource group.</summary>
    public AzmiStr ResourceGroup;

    /// <summary>Limits the selection to these subscriptions.</summary>
    public AzmiStr* SubscriptionIds;

    /// <summary>Number of subscriptions.</summary>
    public nuint SubscriptionIdsLen;
}

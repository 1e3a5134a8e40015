using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>Which machines a fleet is made of.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AzmiFleetQuery
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>Not 0: all that can be read.</summary>
    public byte All;

    /// <summary>Those whose name fits.</summary>
    public AzmiStr NamePattern;

    /// <summary>Only those of this resource group.</summary>
    public AzmiStr ResourceGroup;

    /// <summary>Only those of these subscriptions.</summary>
    public AzmiStr* SubscriptionIds;

    /// <summary>Number of subscriptions.</summary>
    public nuint SubscriptionIdsLen;
}

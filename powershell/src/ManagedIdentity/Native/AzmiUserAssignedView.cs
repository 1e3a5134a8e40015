using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>A user-assigned identity of a machine; the texts are borrowed from its handle.</summary>
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

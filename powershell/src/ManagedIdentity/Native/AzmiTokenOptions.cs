using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

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

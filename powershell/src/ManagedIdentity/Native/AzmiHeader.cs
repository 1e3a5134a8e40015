using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>A header of a request or an answer.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiHeader
{
    /// <summary>Its name.</summary>
    public AzmiStr Name;

    /// <summary>Its value.</summary>
    public AzmiStr Value;
}

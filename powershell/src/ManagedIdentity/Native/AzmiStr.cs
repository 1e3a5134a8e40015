using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>Borrowed UTF-8 text, not NUL-terminated; a null pointer means absent.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AzmiStr
{
    /// <summary>First byte, or null.</summary>
    public byte* Data;

    /// <summary>Number of bytes.</summary>
    public nuint Len;
}

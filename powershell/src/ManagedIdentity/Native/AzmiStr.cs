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

/// <summary>A header of a request or a response.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiHeader
{
    /// <summary>Its name.</summary>
    public AzmiStr Name;

    /// <summary>Its value.</summary>
    public AzmiStr Value;
}

/// <summary>An environment variable that is passed to the library.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiEnvVar
{
    /// <summary>Its name.</summary>
    public AzmiStr Name;

    /// <summary>Its value.</summary>
    public AzmiStr Value;
}

using System;
using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>The options of one call.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiCallOptions
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>Time limit for the whole call in milliseconds; 0 means no limit.</summary>
    public uint TimeoutMs;

    /// <summary>The cancel handle, or null.</summary>
    public IntPtr Cancel;

    /// <summary>Address of an <see cref="AzmiEventCallback"/>, or null.</summary>
    public IntPtr OnEvent;

    /// <summary>Passed to the callback unchanged.</summary>
    public IntPtr UserData;
}

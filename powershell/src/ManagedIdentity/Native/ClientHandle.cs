using System;
using Microsoft.Win32.SafeHandles;

namespace ManagedIdentity.Native;

/// <summary>The library's handle of a client.</summary>
internal sealed class ClientHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <param name="made">What the library made.</param>
    internal ClientHandle(IntPtr made)
        : base(ownsHandle: true)
    {
        SetHandle(made);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.ClientFree(handle);
        return true;
    }
}

using System;
using Microsoft.Win32.SafeHandles;

namespace ManagedIdentity.Native;

/// <summary>The library's handle of something that ends calls.</summary>
internal sealed class CancelHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <param name="made">What the library made.</param>
    internal CancelHandle(IntPtr made)
        : base(ownsHandle: true)
    {
        SetHandle(made);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.CancelFree(handle);
        return true;
    }
}

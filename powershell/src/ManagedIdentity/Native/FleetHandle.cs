using System;
using Microsoft.Win32.SafeHandles;

namespace ManagedIdentity.Native;

/// <summary>The library's handle of many machines that are read page by page.</summary>
internal sealed class FleetHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <param name="made">What the library made.</param>
    internal FleetHandle(IntPtr made)
        : base(ownsHandle: true)
    {
        SetHandle(made);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.FleetFree(handle);
        return true;
    }
}

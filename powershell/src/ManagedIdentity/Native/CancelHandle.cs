using Microsoft.Win32.SafeHandles;

namespace ManagedIdentity.Native;

/// <summary>The library's handle of something that ends calls.</summary>
internal sealed class CancelHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>For the marshaller.</summary>
    public CancelHandle()
        : base(ownsHandle: true)
    {
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.CancelFree(handle);
        return true;
    }
}

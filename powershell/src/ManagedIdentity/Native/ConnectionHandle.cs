using Microsoft.Win32.SafeHandles;

namespace ManagedIdentity.Native;

/// <summary>The library's handle of what a client is connected to.</summary>
internal sealed class ConnectionHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>For the marshaller.</summary>
    public ConnectionHandle()
        : base(ownsHandle: true)
    {
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.ConnectionFree(handle);
        return true;
    }
}

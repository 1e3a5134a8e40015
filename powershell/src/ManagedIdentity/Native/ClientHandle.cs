using Microsoft.Win32.SafeHandles;

namespace ManagedIdentity.Native;

/// <summary>The library's handle of a client.</summary>
internal sealed class ClientHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>For the marshaller.</summary>
    public ClientHandle()
        : base(ownsHandle: true)
    {
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.ClientFree(handle);
        return true;
    }
}

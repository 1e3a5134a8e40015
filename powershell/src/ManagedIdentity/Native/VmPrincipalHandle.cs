using Microsoft.Win32.SafeHandles;

namespace ManagedIdentity.Native;

/// <summary>The library's handle of the principal of a machine.</summary>
internal sealed class VmPrincipalHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>For the marshaller.</summary>
    public VmPrincipalHandle()
        : base(ownsHandle: true)
    {
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.VmPrincipalFree(handle);
        return true;
    }
}

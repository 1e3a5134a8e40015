using Microsoft.Win32.SafeHandles;

namespace ManagedIdentity.Native;

/// <summary>The library's handle of a token.</summary>
internal sealed class TokenHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>For the marshaller.</summary>
    public TokenHandle()
        : base(ownsHandle: true)
    {
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.TokenFree(handle);
        return true;
    }
}

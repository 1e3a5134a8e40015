using System;
using Microsoft.Win32.SafeHandles;

namespace ManagedIdentity.Native;

/// <summary>The library's handle of an answer, or one page of it.</summary>
internal sealed class RestAnswerHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <param name="made">What the library made.</param>
    internal RestAnswerHandle(IntPtr made)
        : base(ownsHandle: true)
    {
        SetHandle(made);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.RestFree(handle);
        return true;
    }
}

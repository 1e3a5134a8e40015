using System;
using Microsoft.Win32.SafeHandles;

namespace ManagedIdentity.Native;

/// <summary>The library's handle that cancels calls.</summary>
internal sealed class CancelHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <param name="made">The native handle.</param>
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

/// <summary>The library's handle of a client.</summary>
internal sealed class ClientHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <param name="made">The native handle.</param>
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

/// <summary>The library's handle of a fleet, which is read page by page.</summary>
internal sealed class FleetHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <param name="made">The native handle.</param>
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

/// <summary>The library's handle of a response, or one page of it.</summary>
internal sealed class RestAnswerHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <param name="made">The native handle.</param>
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

using System;
using System.Collections.Generic;
using ManagedIdentity.Models;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>Reads the identities of many machines page by page, and holds at most one page.</summary>
internal sealed class Fleet : IDisposable
{
    private readonly FleetHandle _handle;

    internal Fleet(FleetHandle handle)
    {
        _handle = handle;
    }

    /// <summary>Gets the next page. After a failure, the call can be repeated for the same page.</summary>
    /// <param name="call">The settings of the call.</param>
    /// <returns>The machines; null after the last page.</returns>
    internal unsafe IReadOnlyList<VmIdentity>? Next(CallSettings call)
    {
        using CallScope scope = new(_handle, call);
        AzmiCallOptions options = scope.Options;
        IntPtr page;
        IntPtr error;
        int status = NativeMethods.FleetNext(scope.Handle, &options, &page, &error);
        try
        {
            scope.Finish(status, error);
            return page == IntPtr.Zero ? null : MachineViews.Read(page);
        }
        finally
        {
            NativeMethods.VmIdentitiesFree(page);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}

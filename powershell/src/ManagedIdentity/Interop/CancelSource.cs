using System;
using System.Threading;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>Cancels calls from any thread. The native handle is created when a call first needs it.</summary>
internal sealed class CancelSource : IDisposable
{
    private readonly object _gate = new();
    private CancelHandle? _handle;
    private bool _triggered;
    private bool _disposed;

    /// <summary>Whether <see cref="Trigger"/> was called.</summary>
    internal bool IsTriggered => Volatile.Read(ref _triggered);

    /// <summary>Cancels the calls that use it, now and later. Can be called repeatedly, from any thread.</summary>
    internal void Trigger()
    {
        lock (_gate)
        {
            _triggered = true;
            if (_handle is not null && !_disposed)
            {
                NativeMethods.CancelTrigger(_handle.DangerousGetHandle());
            }
        }
    }

    /// <summary>Lends the native handle to one call. Return it with <see cref="Return"/>.</summary>
    /// <returns>The native handle, valid until then.</returns>
    internal unsafe IntPtr Lend()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                throw new ObjectDisposedException(nameof(CancelSource));
            }

            if (_handle is null)
            {
                _ = LibraryLoader.EnsureLoaded();
                IntPtr made;
                IntPtr error;
                Failure.ThrowIfFailed(NativeMethods.CancelNew(&made, &error), error);
                _handle = new CancelHandle(made);
                if (_triggered)
                {
                    NativeMethods.CancelTrigger(made);
                }
            }

            bool lent = false;
            _handle.DangerousAddRef(ref lent);
            return _handle.DangerousGetHandle();
        }
    }

    /// <summary>Takes back the native handle.</summary>
    internal void Return() => _handle?.DangerousRelease();

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _handle?.Dispose();
        }
    }
}

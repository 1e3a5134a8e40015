using System;
using System.Runtime.InteropServices;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>Holds everything that one native call borrows: its handle, strings, the cancel handle, and the event callback.</summary>
internal sealed class CallScope : IDisposable
{
    private readonly CancelSource _cancel;
    private readonly bool _ownsCancel;
    private readonly SafeHandle? _handle;
    private readonly EventRelay _relay;

    /// <param name="handle">The handle, kept open until the call ends; null for a call without a handle.</param>
    /// <param name="settings">The settings of the call.</param>
    internal unsafe CallScope(SafeHandle? handle, CallSettings settings)
    {
        _handle = handle;
        KeepOpen(handle);
        _ownsCancel = settings.Cancel is null;
        _cancel = settings.Cancel ?? new CancelSource();
        IntPtr cancel = _cancel.Lend();
        _relay = new EventRelay(settings.OnEvent, _cancel);
        Options = new AzmiCallOptions
        {
            Size = (uint)sizeof(AzmiCallOptions),
            TimeoutMs = settings.TimeoutMs,
            Cancel = cancel,
            OnEvent = _relay.Callback,
            UserData = _relay.UserData,
        };
    }

    /// <summary>The native handle, valid until the call ends.</summary>
    internal IntPtr Handle => _handle?.DangerousGetHandle() ?? IntPtr.Zero;

    /// <summary>The strings that the call borrows.</summary>
    internal NativeTexts Texts { get; } = new();

    /// <summary>The call options.</summary>
    internal AzmiCallOptions Options { get; }

    /// <summary>Ends the call after it returned. Throws the exception of an event receiver, or else the failure of the call.</summary>
    /// <param name="status">The status that the library returned.</param>
    /// <param name="error">Its error.</param>
    internal void Finish(int status, IntPtr error)
    {
        try
        {
            _relay.Rethrow();
        }
        catch
        {
            NativeMethods.ErrorFree(error);
            throw;
        }

        Failure.ThrowIfFailed(status, error);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Texts.Dispose();
        _relay.Dispose();
        _cancel.Return();
        if (_ownsCancel)
        {
            _cancel.Dispose();
        }

        _handle?.DangerousRelease();
    }

    private static void KeepOpen(SafeHandle? handle)
    {
        bool kept = false;
        try
        {
            handle?.DangerousAddRef(ref kept);
        }
        catch (ObjectDisposedException closed) when (handle is ClientHandle)
        {
            throw Failure.Closed(closed);
        }
    }
}

using System;
using System.Runtime.InteropServices;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>Everything one native call borrows: the handle it is about, texts, the cancel handle, and the way back for events.</summary>
internal sealed class CallScope : IDisposable
{
    private readonly CancelSource _cancel;
    private readonly bool _ownsCancel;
    private readonly SafeHandle? _handle;
    private readonly EventRelay _relay;

    /// <param name="handle">The handle, kept open until the call is over; null for a call without one.</param>
    /// <param name="settings">What the call brings with it.</param>
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

    /// <summary>What the handle stands for, good until the call is over.</summary>
    internal IntPtr Handle => _handle?.DangerousGetHandle() ?? IntPtr.Zero;

    /// <summary>The texts lent to the call.</summary>
    internal NativeTexts Texts { get; } = new();

    /// <summary>The call options.</summary>
    internal AzmiCallOptions Options { get; }

    /// <summary>To be called when the native call is back: throws what an event's receiver threw, then what the call failed with.</summary>
    /// <param name="status">What the library returned.</param>
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

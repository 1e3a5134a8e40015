using System;
using System.Runtime.InteropServices;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>Everything one native call borrows: the client, texts, the cancel handle, and the way back for events.</summary>
internal sealed class CallScope : IDisposable
{
    private readonly CancelSource _cancel;
    private readonly bool _ownsCancel;
    private readonly ClientHandle? _client;
    private readonly EventRelay _relay;

    /// <param name="client">The client, kept open until the call is over; null for a call without one.</param>
    /// <param name="settings">What the call brings with it.</param>
    internal CallScope(ClientHandle? client, CallSettings settings)
    {
        _client = client;
        KeepOpen(client);
        _ownsCancel = settings.Cancel is null;
        _cancel = settings.Cancel ?? new CancelSource();
        IntPtr cancel = _cancel.Lend();
        _relay = new EventRelay(settings.OnEvent, _cancel);
        Options = new AzmiCallOptions
        {
            Size = (uint)Marshal.SizeOf<AzmiCallOptions>(),
            TimeoutMs = settings.TimeoutMs,
            Cancel = cancel,
            OnEvent = _relay.Callback,
            UserData = _relay.UserData,
        };
    }

    /// <summary>The texts lent to the call.</summary>
    internal NativeTexts Texts { get; } = new();

    /// <summary>The call options.</summary>
    internal AzmiCallOptions Options { get; }

    /// <summary>To be called when the native call is back: throws what an event's receiver threw, then what the call failed with.</summary>
    /// <param name="status">What the library returned.</param>
    /// <param name="error">Its error handle.</param>
    internal void Finish(int status, ErrorHandle error)
    {
        try
        {
            _relay.Rethrow();
        }
        catch
        {
            error.Dispose();
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

        _client?.DangerousRelease();
    }

    private static void KeepOpen(ClientHandle? client)
    {
        bool kept = false;
        try
        {
            client?.DangerousAddRef(ref kept);
        }
        catch (ObjectDisposedException closed)
        {
            throw Failure.Closed(closed);
        }
    }
}

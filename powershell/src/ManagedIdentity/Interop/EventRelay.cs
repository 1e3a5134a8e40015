using System;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using ManagedIdentity.Models;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>Brings the events of one native call to managed code.</summary>
/// <remarks>
/// No exception may cross native frames, and a cmdlet's output methods throw when the pipeline is stopped. So the first
/// exception is kept, the call is cancelled, and the exception goes on where the native call has come back.
/// </remarks>
internal sealed unsafe class EventRelay : IDisposable
{
    // Kept for ever, because native code may hold its address; which call it is about is in the user data.
    private static readonly AzmiEventCallback s_callback = Receive;
    private static readonly IntPtr s_address = Marshal.GetFunctionPointerForDelegate(s_callback);

    private readonly Action<CallEvent>? _receiver;
    private readonly CancelSource _cancel;
    private GCHandle _self;
    private ExceptionDispatchInfo? _thrown;

    internal EventRelay(Action<CallEvent>? receiver, CancelSource cancel)
    {
        _receiver = receiver;
        _cancel = cancel;
        if (receiver is not null)
        {
            _self = GCHandle.Alloc(this);
        }
    }

    /// <summary>Address of the callback, or null when nobody listens.</summary>
    internal IntPtr Callback => _self.IsAllocated ? s_address : IntPtr.Zero;

    /// <summary>What leads from the callback to this.</summary>
    internal IntPtr UserData => _self.IsAllocated ? GCHandle.ToIntPtr(_self) : IntPtr.Zero;

    /// <summary>Throws what the receiver threw.</summary>
    internal void Rethrow() => _thrown?.Throw();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_self.IsAllocated)
        {
            _self.Free();
        }
    }

    private static void Receive(AzmiEventView* view, IntPtr userData)
    {
        EventRelay relay = (EventRelay)GCHandle.FromIntPtr(userData).Target!;
        if (relay._thrown is null)
        {
            relay.Deliver(view);
        }
    }

    private void Deliver(AzmiEventView* view)
    {
        try
        {
            _receiver!(new CallEvent((CallEventKind)view->Kind, StrictUtf8.DecodeRequired(view->Message))
            {
                Wait = TimeSpan.FromMilliseconds(view->WaitMs),
                Done = view->Done,
                Total = view->Total,
            });
        }
#pragma warning disable CA1031 // Whatever it is, it must not pass through native frames; Rethrow lets it go on.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            _thrown = ExceptionDispatchInfo.Capture(thrown);
            _cancel.Trigger();
        }
    }
}

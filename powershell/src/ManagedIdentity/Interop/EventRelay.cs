using System;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using ManagedIdentity.Models;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>Passes the events of one native call to managed code.</summary>
/// <remarks>
/// Exceptions must not cross native frames, and a cmdlet's output methods throw when the pipeline is stopped. So the relay
/// keeps the first exception, cancels the call, and rethrows the exception after the native call returns.
/// </remarks>
internal sealed unsafe class EventRelay : IDisposable
{
    // Static, because native code can hold its address. The user data identifies the call.
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

    /// <summary>Address of the callback, or null without a receiver.</summary>
    internal IntPtr Callback => _self.IsAllocated ? s_address : IntPtr.Zero;

    /// <summary>The user data, which leads from the callback to this object.</summary>
    internal IntPtr UserData => _self.IsAllocated ? GCHandle.ToIntPtr(_self) : IntPtr.Zero;

    /// <summary>Rethrows the exception of the receiver, if any.</summary>
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
#pragma warning disable CA1031 // No exception may cross native frames. Rethrow throws it later.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            _thrown = ExceptionDispatchInfo.Capture(thrown);
            _cancel.Trigger();
        }
    }
}

using System;
using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>Something a running call tells; borrowed for the callback.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiEventView
{
    /// <summary>Size of the library's struct in bytes.</summary>
    public uint Size;

    /// <summary>What kind of event it is.</summary>
    public uint Kind;

    /// <summary>Retry: tries this call made so far; 0 when it waits because an earlier call's answer asked so.</summary>
    public uint Attempt;

    /// <summary>Retry: HTTP status answered, or 0.</summary>
    public uint HttpStatus;

    /// <summary>Retry: milliseconds until the next try.</summary>
    public ulong WaitMs;

    /// <summary>Progress: how much is done.</summary>
    public ulong Done;

    /// <summary>Progress: of how much; 0 when not known.</summary>
    public ulong Total;

    /// <summary>The event as one sentence.</summary>
    public AzmiStr Message;
}

/// <summary>Called by the library for each event, on the thread of the call and before the call returns.</summary>
/// <param name="view">The event, borrowed for the callback.</param>
/// <param name="userData">What the call options named.</param>
[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal unsafe delegate void AzmiEventCallback(AzmiEventView* view, IntPtr userData);

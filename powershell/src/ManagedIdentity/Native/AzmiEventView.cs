using System;
using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>An event of a running call; borrowed for the callback.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiEventView
{
    /// <summary>Size of the library's struct in bytes.</summary>
    public uint Size;

    /// <summary>The kind of the event.</summary>
    public uint Kind;

    /// <summary>For retries: the attempts of this call so far; 0 if it waits because an earlier response asked for it.</summary>
    public uint Attempt;

    /// <summary>For retries: HTTP status of the response, or 0.</summary>
    public uint HttpStatus;

    /// <summary>For retries: milliseconds until the next attempt.</summary>
    public ulong WaitMs;

    /// <summary>For progress: the amount that is done.</summary>
    public ulong Done;

    /// <summary>For progress: the total amount; 0 if unknown.</summary>
    public ulong Total;

    /// <summary>The event as one sentence.</summary>
    public AzmiStr Message;
}

/// <summary>Called by the library for each event, on the thread of the call and before the call returns.</summary>
/// <param name="view">The event, borrowed for the callback.</param>
/// <param name="userData">The user data of the call options.</param>
[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal unsafe delegate void AzmiEventCallback(AzmiEventView* view, IntPtr userData);

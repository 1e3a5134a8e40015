using System;
using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>Called by the library for each event, on the thread of the call and before the call returns.</summary>
/// <param name="view">The event, borrowed for the callback.</param>
/// <param name="userData">What the call options named.</param>
[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal unsafe delegate void AzmiEventCallback(AzmiEventView* view, IntPtr userData);

using System;
using ManagedIdentity.Models;

namespace ManagedIdentity.Interop;

/// <summary>What one call brings with it.</summary>
internal sealed class CallSettings
{
    /// <summary>Most seconds a call can be limited to: what fits into the library's milliseconds.</summary>
    internal const int MaxTimeoutSec = 4_294_967;

    /// <summary>Seconds for the whole call; 0 means no limit.</summary>
    internal int TimeoutSec { get; init; }

    /// <summary>Ends the call when triggered.</summary>
    internal CancelSource? Cancel { get; init; }

    /// <summary>Told of each event, on the thread of the call. What it throws ends the call and comes out of it.</summary>
    internal Action<CallEvent>? OnEvent { get; init; }

    internal uint TimeoutMs => checked((uint)TimeoutSec * 1000);
}

using System;
using ManagedIdentity.Models;

namespace ManagedIdentity.Interop;

/// <summary>What one call brings with it.</summary>
internal sealed class CallSettings
{
    /// <summary>Most seconds a call can be limited to: what fits into the library's milliseconds.</summary>
    internal const int MaxTimeoutSec = 4_294_967;

    /// <summary>The time for the whole call; none means no limit.</summary>
    internal TimeSpan Timeout { get; init; }

    /// <summary>The same in seconds.</summary>
    internal int TimeoutSec
    {
        init => Timeout = new TimeSpan(0, 0, value);
    }

    /// <summary>Ends the call when triggered.</summary>
    internal CancelSource? Cancel { get; init; }

    /// <summary>Told of each event, on the thread of the call. What it throws ends the call and comes out of it.</summary>
    internal Action<CallEvent>? OnEvent { get; init; }

    internal uint TimeoutMs => checked((uint)((Timeout.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond));
}

using System;
using ManagedIdentity.Models;

namespace ManagedIdentity.Interop;

/// <summary>What one call brings with it.</summary>
/// <remarks>Fields: each accessor of a property is compiled by itself, before the first token of a script.</remarks>
internal sealed class CallSettings
{
    /// <summary>Most seconds a call can be limited to: what fits into the library's milliseconds.</summary>
    internal const int MaxTimeoutSec = 4_294_967;

    /// <summary>The time for the whole call; none means no limit.</summary>
    internal TimeSpan Timeout;

    /// <summary>The same in seconds.</summary>
    internal int TimeoutSec
    {
        init => Timeout = new TimeSpan(0, 0, value);
    }

    /// <summary>Ends the call when triggered.</summary>
    internal CancelSource? Cancel;

    /// <summary>Told of each event, on the thread of the call. What it throws ends the call and comes out of it.</summary>
    internal Action<CallEvent>? OnEvent;

    internal uint TimeoutMs => checked((uint)((Timeout.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond));
}

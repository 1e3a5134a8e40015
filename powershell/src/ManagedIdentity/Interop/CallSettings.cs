using System;
using ManagedIdentity.Models;

namespace ManagedIdentity.Interop;

/// <summary>The settings of one call.</summary>
/// <remarks>Fields instead of properties: the runtime would compile each accessor before a script gets its first token.</remarks>
internal sealed class CallSettings
{
    /// <summary>The maximum time limit in seconds: the library counts milliseconds in 32 bits.</summary>
    internal const int MaxTimeoutSec = 4_294_967;

    /// <summary>The time limit for the whole call; zero means no limit.</summary>
    internal TimeSpan Timeout;

    /// <summary>The time limit in seconds.</summary>
    internal int TimeoutSec
    {
        init => Timeout = new TimeSpan(0, 0, value);
    }

    /// <summary>Ends the call when triggered.</summary>
    internal CancelSource? Cancel;

    /// <summary>Receives each event on the thread of the call. An exception from it ends the call, which then throws it.</summary>
    internal Action<CallEvent>? OnEvent;

    internal uint TimeoutMs => checked((uint)((Timeout.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond));
}

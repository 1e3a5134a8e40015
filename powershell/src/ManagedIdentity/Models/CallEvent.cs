using System;

namespace ManagedIdentity.Models;

/// <summary>An event of a running call. Never contains a token.</summary>
/// <remarks>Fields instead of properties: the runtime would compile each accessor before a script gets its first token.</remarks>
internal sealed class CallEvent
{
    internal CallEvent(CallEventKind kind, string message)
    {
        Kind = kind;
        Message = message;
    }

    internal readonly CallEventKind Kind;

    /// <summary>The event as one sentence.</summary>
    internal readonly string Message;

    /// <summary>For retries: how long the call waits before the next attempt.</summary>
    internal TimeSpan Wait;

    /// <summary>For progress: the amount that is done.</summary>
    internal ulong Done;

    /// <summary>For progress: the total amount; 0 if unknown.</summary>
    internal ulong Total;
}

/// <summary>The kind of an event. The values match those of the native library.</summary>
internal enum CallEventKind
{
    SourceChosen = 1,
    CacheHit = 2,
    Request = 3,
    Retry = 4,
    Progress = 5,
    Notice = 6,
    Warning = 7,
}

using System;

namespace ManagedIdentity.Models;

/// <summary>Something a running call tells. Never holds a token.</summary>
/// <remarks>Fields: each accessor of a property is compiled by itself, before the first token of a script.</remarks>
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

    /// <summary>Retry: how long the call waits before the next try.</summary>
    internal TimeSpan Wait;

    /// <summary>Progress: how much is done.</summary>
    internal ulong Done;

    /// <summary>Progress: of how much; 0 when not known.</summary>
    internal ulong Total;
}

/// <summary>What kind of event a call tells. The numbers are those of the native library.</summary>
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

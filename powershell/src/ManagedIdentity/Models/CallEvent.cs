using System;

namespace ManagedIdentity.Models;

/// <summary>Something a running call tells. Never holds a token.</summary>
internal sealed class CallEvent
{
    internal CallEvent(CallEventKind kind, string message)
    {
        Kind = kind;
        Message = message;
    }

    internal CallEventKind Kind { get; }

    /// <summary>The event as one sentence.</summary>
    internal string Message { get; }

    /// <summary>Retry: how long the call waits before the next try.</summary>
    internal TimeSpan Wait { get; init; }

    /// <summary>Progress: how much is done.</summary>
    internal ulong Done { get; init; }

    /// <summary>Progress: of how much; 0 when not known.</summary>
    internal ulong Total { get; init; }
}

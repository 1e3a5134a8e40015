using System;

namespace ManagedIdentity.Errors;

/// <summary>A failure of the library, with what a person and a program need to know of it. Never holds a token.</summary>
public sealed class ManagedIdentityException : Exception
{
    /// <summary>A failure of the module's own.</summary>
    /// <param name="status">Its family.</param>
    /// <param name="code">Its stable id, with which its text ends, as the library's do.</param>
    /// <param name="message">What happened.</param>
    /// <param name="inner">What showed it.</param>
    internal ManagedIdentityException(FailureStatus status, FailureCode code, string message, Exception? inner = null)
        : this($"{message} [{code}]", status, code.ToString(), inner)
    {
    }

    /// <summary>A failure whose text is complete: the library's ends with the id, the service's code and the request's id.</summary>
    /// <param name="text">What happened, as it is shown.</param>
    /// <param name="status">Its family.</param>
    /// <param name="code">Its stable id.</param>
    /// <param name="inner">What showed it.</param>
    internal ManagedIdentityException(string text, FailureStatus status, string code, Exception? inner)
        : base(text, inner)
    {
        Status = status;
        Code = code;
    }

    /// <summary>The family of the failure.</summary>
    public FailureStatus Status { get; }

    /// <summary>The stable id of the failure, a PascalCase word.</summary>
    public string Code { get; }

    /// <summary>What to do next.</summary>
    public string? Hint { get; internal init; }

    /// <summary>The HTTP status that was answered, or 0.</summary>
    public int HttpStatus { get; internal init; }

    /// <summary>Whether the same call may succeed later.</summary>
    public bool Retryable { get; internal init; }

    /// <summary>The service's own code.</summary>
    public string? ServiceCode { get; internal init; }

    /// <summary>The id under which the service knows the request.</summary>
    public string? RequestId { get; internal init; }

    /// <summary>The id under which all services know what belongs to the request.</summary>
    public string? CorrelationId { get; internal init; }

    /// <summary>The identity source that was asked.</summary>
    public string? IdentitySource { get; internal init; }

    /// <summary>Whether an identity endpoint did not know the secret that the platform announced.</summary>
    internal bool IsRefusedSecret => Code == "TokenRefused" && HttpStatus == 401;
}

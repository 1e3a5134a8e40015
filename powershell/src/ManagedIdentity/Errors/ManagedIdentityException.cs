using System;

namespace ManagedIdentity.Errors;

/// <summary>A failure of the library, for people and programs. Never contains a token.</summary>
public sealed class ManagedIdentityException : Exception
{
    /// <summary>Creates a failure that the module itself detects.</summary>
    /// <param name="status">Its family.</param>
    /// <param name="code">Its stable id. Its text ends with it, as in the library.</param>
    /// <param name="message">What happened.</param>
    /// <param name="inner">The exception that caused it.</param>
    internal ManagedIdentityException(FailureStatus status, FailureCode code, string message, Exception? inner = null)
        : this($"{message} [{code}]", status, code.ToString(), inner)
    {
    }

    /// <summary>Creates a failure with a complete text: the library's ends with the id, the service's code and the request id.</summary>
    /// <param name="text">What happened, as it's displayed.</param>
    /// <param name="status">Its family.</param>
    /// <param name="code">Its stable id.</param>
    /// <param name="inner">The exception that caused it.</param>
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

    /// <summary>The HTTP status of the response, or 0.</summary>
    public int HttpStatus { get; internal init; }

    /// <summary>Whether the same call can succeed later.</summary>
    public bool Retryable { get; internal init; }

    /// <summary>The service's error code.</summary>
    public string? ServiceCode { get; internal init; }

    /// <summary>The service's id of the request.</summary>
    public string? RequestId { get; internal init; }

    /// <summary>The id that correlates the request across services.</summary>
    public string? CorrelationId { get; internal init; }

    /// <summary>The identity source that was used.</summary>
    public string? IdentitySource { get; internal init; }

    /// <summary>Whether an identity endpoint refused the secret that the platform provided.</summary>
    internal bool IsRefusedSecret => Code == "TokenRefused" && HttpStatus == 401;
}

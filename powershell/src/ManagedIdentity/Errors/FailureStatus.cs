namespace ManagedIdentity.Errors;

/// <summary>The family of a failure. The values match those of the native library.</summary>
public enum FailureStatus
{
    /// <summary>The native library can't be used in this process.</summary>
    LibraryUnusable = -1,

    /// <summary>No failure.</summary>
    None = 0,

    /// <summary>An argument is invalid; no request was sent.</summary>
    InvalidArgument = 1,

    /// <summary>No managed identity endpoint responds on this machine.</summary>
    NoIdentityEndpoint = 2,

    /// <summary>The requested identity isn't assigned to this machine.</summary>
    IdentityNotAssigned = 3,

    /// <summary>The response is for a different identity than the requested one.</summary>
    WrongIdentity = 4,

    /// <summary>The service refused to authenticate the identity.</summary>
    AuthenticationFailed = 5,

    /// <summary>The identity lacks a role.</summary>
    Forbidden = 6,

    /// <summary>The resource doesn't exist, or isn't visible to the identity.</summary>
    NotFound = 7,

    /// <summary>The service throttles requests.</summary>
    Throttled = 8,

    /// <summary>The call reached its time limit.</summary>
    Timeout = 9,

    /// <summary>The connection couldn't be made, or was lost.</summary>
    Connection = 10,

    /// <summary>A proxy blocks the request.</summary>
    Proxy = 11,

    /// <summary>The TLS handshake failed, or the certificate isn't trusted.</summary>
    Tls = 12,

    /// <summary>The response is invalid.</summary>
    BadResponse = 13,

    /// <summary>The request conflicts with the state of the resource.</summary>
    Conflict = 14,

    /// <summary>Any other error response.</summary>
    ServiceError = 15,

    /// <summary>A long-running operation ended in failure.</summary>
    OperationFailed = 16,

    /// <summary>The connection was closed, belongs to another process, or is missing.</summary>
    NotConnected = 17,

    /// <summary>A trust rule forbids the call; no request was sent.</summary>
    Untrusted = 18,

    /// <summary>The caller cancelled.</summary>
    Cancelled = 19,

    /// <summary>A bug in the library.</summary>
    Internal = 20,
}

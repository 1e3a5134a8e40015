namespace ManagedIdentity.Errors;

/// <summary>The family of a failure. The numbers are those of the native library.</summary>
public enum FailureStatus
{
    /// <summary>The native library can't be used in this process.</summary>
    LibraryUnusable = -1,

    /// <summary>No failure.</summary>
    None = 0,

    /// <summary>An argument is wrong; nothing was sent.</summary>
    InvalidArgument = 1,

    /// <summary>No managed-identity endpoint answers on this machine.</summary>
    NoIdentityEndpoint = 2,

    /// <summary>The identity asked for isn't assigned here.</summary>
    IdentityNotAssigned = 3,

    /// <summary>Another identity than the one asked for answered.</summary>
    WrongIdentity = 4,

    /// <summary>The service refused to authenticate the identity.</summary>
    AuthenticationFailed = 5,

    /// <summary>The identity lacks a role.</summary>
    Forbidden = 6,

    /// <summary>The thing named does not exist, or can't be seen.</summary>
    NotFound = 7,

    /// <summary>The service asks to slow down.</summary>
    Throttled = 8,

    /// <summary>The call's time is up.</summary>
    Timeout = 9,

    /// <summary>No connection, or it broke.</summary>
    Connection = 10,

    /// <summary>A proxy is in the way.</summary>
    Proxy = 11,

    /// <summary>TLS could not be agreed, or the certificate isn't trusted.</summary>
    Tls = 12,

    /// <summary>The answer makes no sense.</summary>
    BadResponse = 13,

    /// <summary>Something is in the way.</summary>
    Conflict = 14,

    /// <summary>Any other answer that reports a failure.</summary>
    ServiceError = 15,

    /// <summary>A long-running operation ended in failure.</summary>
    OperationFailed = 16,

    /// <summary>The connection was closed, is another process's, or is missing.</summary>
    NotConnected = 17,

    /// <summary>A rule of trust forbids the call; nothing was sent.</summary>
    Untrusted = 18,

    /// <summary>The caller cancelled.</summary>
    Cancelled = 19,

    /// <summary>A defect of the library.</summary>
    Internal = 20,
}

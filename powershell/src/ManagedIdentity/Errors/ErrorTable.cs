using System.Management.Automation;

namespace ManagedIdentity.Errors;

/// <summary>How each family of failures is reported.</summary>
internal static class ErrorTable
{
    private const int PreconditionFailed = 412;

    /// <summary>Makes the report of a failure.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="phase">When it was met.</param>
    /// <param name="target">What the user passed.</param>
    /// <returns>The report.</returns>
    internal static ErrorReport Report(ManagedIdentityException failure, FailurePhase phase, object? target) =>
        new(failure, Category(failure), EndsCommand(failure, phase), target);

    private static ErrorCategory Category(ManagedIdentityException failure) => failure.Status switch
    {
        FailureStatus.LibraryUnusable => ErrorCategory.NotInstalled,
        FailureStatus.InvalidArgument => ErrorCategory.InvalidArgument,
        FailureStatus.NoIdentityEndpoint => ErrorCategory.ResourceUnavailable,
        FailureStatus.IdentityNotAssigned or FailureStatus.NotFound => ErrorCategory.ObjectNotFound,
        FailureStatus.WrongIdentity or FailureStatus.Untrusted => ErrorCategory.SecurityError,
        FailureStatus.AuthenticationFailed => ErrorCategory.AuthenticationError,
        FailureStatus.Forbidden => ErrorCategory.PermissionDenied,
        FailureStatus.Throttled => ErrorCategory.LimitsExceeded,
        FailureStatus.Timeout => ErrorCategory.OperationTimeout,
        FailureStatus.Connection or FailureStatus.Proxy or FailureStatus.Tls => ErrorCategory.ConnectionError,
        FailureStatus.BadResponse => ErrorCategory.InvalidData,
        FailureStatus.Conflict => failure.HttpStatus == PreconditionFailed
            ? ErrorCategory.InvalidOperation
            : ErrorCategory.ResourceExists,
        FailureStatus.ServiceError or FailureStatus.NotConnected => ErrorCategory.InvalidOperation,
        _ => ErrorCategory.InvalidResult,
    };

    // What no other item could escape ends the command.
    private static bool EndsCommand(ManagedIdentityException failure, FailurePhase phase) => failure.Status switch
    {
        FailureStatus.InvalidArgument => phase == FailurePhase.Begin,

        // The caller's own identity is missing for every item; that of a machine asked about is missing for that one.
        FailureStatus.IdentityNotAssigned => phase == FailurePhase.Begin
            || failure.Code is not ("SystemAssignedNotEnabled" or "UserAssignedNotFound"),
        FailureStatus.Forbidden
            or FailureStatus.NotFound
            or FailureStatus.Throttled
            or FailureStatus.Timeout
            or FailureStatus.Connection
            or FailureStatus.Proxy
            or FailureStatus.Tls
            or FailureStatus.BadResponse
            or FailureStatus.Conflict
            or FailureStatus.ServiceError
            or FailureStatus.OperationFailed => false,
        _ => true,
    };
}

/// <summary>When a failure was met.</summary>
internal enum FailurePhase
{
    /// <summary>Before any item: a wrong argument is wrong for all of them.</summary>
    Begin,

    /// <summary>With one item of possibly many.</summary>
    Item,
}

using System.Management.Automation;

namespace ManagedIdentity.Errors;

/// <summary>Defines how each family of failures is reported.</summary>
internal static class ErrorTable
{
    private const int PreconditionFailed = 412;

    /// <summary>Creates the report of a failure.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="phase">When the failure occurred.</param>
    /// <param name="target">The value that the user passed.</param>
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

    // A failure that would affect every other item ends the command.
    private static bool EndsCommand(ManagedIdentityException failure, FailurePhase phase) => failure.Status switch
    {
        FailureStatus.InvalidArgument => phase == FailurePhase.Begin,

        // If the caller's identity is missing, every item fails. If a machine has no identity, only that item fails.
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

/// <summary>When a failure occurred.</summary>
internal enum FailurePhase
{
    /// <summary>Before the first item: an invalid argument affects all of them.</summary>
    Begin,

    /// <summary>While processing one of possibly many items.</summary>
    Item,
}

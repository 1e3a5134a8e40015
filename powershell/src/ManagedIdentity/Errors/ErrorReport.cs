using System.Management.Automation;

namespace ManagedIdentity.Errors;

/// <summary>A failure as it's shown to a user. The engine creates its error record from it.</summary>
internal sealed class ErrorReport
{
    internal ErrorReport(ManagedIdentityException exception, ErrorCategory category, bool terminating, object? target)
    {
        Exception = exception;
        Category = category;
        Terminating = terminating;
        Target = target;
    }

    /// <summary>The stable id.</summary>
    internal string ErrorId => Exception.Code;

    internal ErrorCategory Category { get; }

    /// <summary>Whether the failure ends the command. Otherwise the command continues with the next item.</summary>
    internal bool Terminating { get; }

    internal string Message => Exception.Message;

    internal string? RecommendedAction => Exception.Hint;

    /// <summary>The value that the user passed.</summary>
    internal object? Target { get; }

    internal ManagedIdentityException Exception { get; }
}

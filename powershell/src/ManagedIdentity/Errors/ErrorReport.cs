using System.Management.Automation;

namespace ManagedIdentity.Errors;

/// <summary>A failure as it is shown to a user: what an engine makes its error record from.</summary>
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

    /// <summary>Whether the command ends; else it goes on with the next item.</summary>
    internal bool Terminating { get; }

    internal string Message => Exception.Message;

    internal string? RecommendedAction => Exception.Hint;

    /// <summary>What the user passed.</summary>
    internal object? Target { get; }

    internal ManagedIdentityException Exception { get; }
}

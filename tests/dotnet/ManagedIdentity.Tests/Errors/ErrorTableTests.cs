using System.Management.Automation;
using ManagedIdentity.Errors;
using Xunit;

namespace ManagedIdentity.Tests.Errors;

public sealed class ErrorTableTests
{
    /// <summary>Status, category, and whether it ends the command before the first item and during an item.</summary>
    public static TheoryData<FailureStatus, ErrorCategory, bool, bool> Rows => new()
    {
        { FailureStatus.LibraryUnusable, ErrorCategory.NotInstalled, true, true },
        { FailureStatus.InvalidArgument, ErrorCategory.InvalidArgument, true, false },
        { FailureStatus.NoIdentityEndpoint, ErrorCategory.ResourceUnavailable, true, true },
        { FailureStatus.IdentityNotAssigned, ErrorCategory.ObjectNotFound, true, true },
        { FailureStatus.WrongIdentity, ErrorCategory.SecurityError, true, true },
        { FailureStatus.AuthenticationFailed, ErrorCategory.AuthenticationError, true, true },
        { FailureStatus.Forbidden, ErrorCategory.PermissionDenied, false, false },
        { FailureStatus.NotFound, ErrorCategory.ObjectNotFound, false, false },
        { FailureStatus.Throttled, ErrorCategory.LimitsExceeded, false, false },
        { FailureStatus.Timeout, ErrorCategory.OperationTimeout, false, false },
        { FailureStatus.Connection, ErrorCategory.ConnectionError, false, false },
        { FailureStatus.Proxy, ErrorCategory.ConnectionError, false, false },
        { FailureStatus.Tls, ErrorCategory.ConnectionError, false, false },
        { FailureStatus.BadResponse, ErrorCategory.InvalidData, false, false },
        { FailureStatus.Conflict, ErrorCategory.ResourceExists, false, false },
        { FailureStatus.ServiceError, ErrorCategory.InvalidOperation, false, false },
        { FailureStatus.OperationFailed, ErrorCategory.InvalidResult, false, false },
        { FailureStatus.NotConnected, ErrorCategory.InvalidOperation, true, true },
        { FailureStatus.Untrusted, ErrorCategory.SecurityError, true, true },
        { FailureStatus.Internal, ErrorCategory.InvalidResult, true, true },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_status_has_its_category_and_severity(FailureStatus status, ErrorCategory category, bool begin, bool item)
    {
        ManagedIdentityException failure = new("What happened. [SomeCode]", status, "SomeCode", null) { Hint = "Do this." };
        ErrorReport report = ErrorTable.Report(failure, FailurePhase.Begin, "target");
        Assert.Equal(("SomeCode", category, begin), (report.ErrorId, report.Category, report.Terminating));
        Assert.Equal(item, ErrorTable.Report(failure, FailurePhase.Item, null).Terminating);
        Assert.Equal(("What happened. [SomeCode]", "Do this.", (object)"target"), (report.Message, report.RecommendedAction, report.Target));
        Assert.Same(failure, report.Exception);
    }

    [Fact]
    public void Every_status_is_covered() => Assert.Equal(
        Enum.GetValues<FailureStatus>().Except([FailureStatus.None, FailureStatus.Cancelled]).Order(),
        Rows.Select(row => (FailureStatus)row[0]).Order());

    [Theory]
    [InlineData(409, ErrorCategory.ResourceExists)]
    [InlineData(412, ErrorCategory.InvalidOperation)]
    public void The_http_status_determines_the_category_of_a_conflict(int status, ErrorCategory category) => Assert.Equal(
        category,
        ErrorTable.Report(new("x", FailureStatus.Conflict, "Conflict", null) { HttpStatus = status }, FailurePhase.Item, null).Category);

    [Theory]
    [InlineData("SystemAssignedNotEnabled", false)]
    [InlineData("UserAssignedNotFound", false)]
    [InlineData("IdentityNotAssigned", true)]
    [InlineData("MultipleIdentities", true)]
    public void A_missing_identity_of_one_machine_ends_only_its_item(string code, bool terminating) => Assert.Equal(
        terminating,
        ErrorTable.Report(new("x", FailureStatus.IdentityNotAssigned, code, null), FailurePhase.Item, null).Terminating);
}

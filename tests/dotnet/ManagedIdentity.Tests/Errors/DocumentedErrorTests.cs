using ManagedIdentity.Errors;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Errors;

/// <summary>docs/errors.md lists every id of the library and the module exactly once, and no others.</summary>
public sealed class DocumentedErrorTests
{
    private static readonly string[][] s_rows =
    [
        .. File.ReadAllLines(Path.Combine(Built.Root, "docs/errors.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| id ", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split(" | ").Select(cell => cell.Trim()).ToArray()),
    ];

    [Fact]
    public void Every_id_is_documented_once() => Assert.Equal(
        Contract.Errors.Keys.Union(Enum.GetNames<FailureCode>()).Order(StringComparer.Ordinal),
        s_rows.Select(row => row[0]).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_id_has_a_cause_and_except_for_cancellation_a_remedy() => Assert.All(s_rows, row =>
    {
        Assert.True(row.Length >= 3, row[0]);
        Assert.NotEmpty(row[1]);
        Assert.True(row[^1].Length > 0 || row[0] == "Cancelled", row[0]);
    });
}

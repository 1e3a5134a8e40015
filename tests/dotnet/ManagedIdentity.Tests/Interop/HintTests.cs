using ManagedIdentity.Interop;
using Xunit;

namespace ManagedIdentity.Tests.Interop;

public sealed class HintTests
{
    [Theory]
    [InlineData(
        "Add it: -ApiVersion 2022-12-01 (--api-version), or ?api-version=... in the path.",
        "Add it: -ApiVersion 2022-12-01, or ?api-version=... in the path.")]
    [InlineData("Name one: (-Uri, --uri).", "Name one: (-Uri).")]
    [InlineData("Give more time (-TimeoutSec, --timeout; 0 means none).", "Give more time (-TimeoutSec; 0 means none).")]
    [InlineData("-Environment https://a.b, --environment, or the variable", "-Environment https://a.b, or the variable")]
    [InlineData("Pass a selector (--client-id, --object-id, --resource-id).", "Pass a selector.")]
    public void Options_of_azmi_are_removed(string hint, string expected) => Assert.Equal(expected, Hints.ForPowerShell(hint));

    [Theory]
    [InlineData("az role assignment create --assignee x --role \"Reader\" --scope /s")]
    [InlineData("Start the container otherwise (for example --network host).")]
    public void Options_of_other_programs_are_kept(string hint) => Assert.Equal(hint, Hints.ForPowerShell(hint));

    [Fact]
    public void Null_stays_null() => Assert.Null(Hints.ForPowerShell(null));
}

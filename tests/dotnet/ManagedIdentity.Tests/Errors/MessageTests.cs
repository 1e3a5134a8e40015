using ManagedIdentity.Errors;
using Xunit;

namespace ManagedIdentity.Tests.Errors;

public sealed class MessageTests
{
    [Fact]
    public void Failures_of_the_module_end_with_their_id() => Assert.Equal(
        "What happened. [InvalidBody]",
        new ManagedIdentityException(FailureStatus.InvalidArgument, FailureCode.InvalidBody, "What happened.").Message);

    [Fact]
    public void Messages_of_the_library_are_unchanged()
    {
        const string Text = "What happened. [ServiceFailed; TheirCode; request 4711]";
        ManagedIdentityException failure = new(Text, FailureStatus.ServiceError, "ServiceFailed", null);
        Assert.Equal((Text, "ServiceFailed"), (failure.Message, failure.Code));
    }
}

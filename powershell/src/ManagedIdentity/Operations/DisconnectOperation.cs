using ManagedIdentity.Errors;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>Signs out: what the connection holds is wiped. Closing twice, or nothing, isn't a failure.</summary>
internal static class DisconnectOperation
{
    internal static void Run(OperationContext context, ManagedIdentityConnection? connection) =>
        context.Guard(FailurePhase.Item, connection, () => context.State.Close(connection));
}

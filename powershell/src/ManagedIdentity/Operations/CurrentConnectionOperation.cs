using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>Shows the current connection, if there is one that is open.</summary>
internal static class CurrentConnectionOperation
{
    internal static void Run(OperationContext context)
    {
        if (context.State.Current is ManagedIdentityConnection { Client.IsClosed: false } current)
        {
            context.Output.Result(current);
        }
    }
}

using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>Signs in.</summary>
internal static class ConnectOperation
{
    internal static void Run(OperationContext context, ClientSettings settings) =>
        context.Guard(FailurePhase.Begin, settings.Selector, () =>
        {
            context.State.Begin(settings.IsChoice);
            ManagedIdentityConnection connection = Connect(context, settings);
            context.State.Use(connection);
            context.Output.Result(connection);
        });

    private static ManagedIdentityConnection Connect(OperationContext context, ClientSettings settings)
    {
        Client client = Client.Create(settings, context.Environment());
        try
        {
            return context.Call(client.Connect);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }
}

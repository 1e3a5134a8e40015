using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>Signs in.</summary>
internal static class ConnectOperation
{
    /// <param name="context">What every operation is given.</param>
    /// <param name="settings">Which identity, and where.</param>
    /// <param name="tenantId">The tenant it must be of; null: any.</param>
    /// <param name="makesCurrent">Whether the connection becomes the runspace's own.</param>
    internal static void Run(OperationContext context, ClientSettings settings, string? tenantId, bool makesCurrent) =>
        context.Guard(FailurePhase.Begin, settings.Selector ?? tenantId, () =>
        {
            if (makesCurrent)
            {
                context.State.Begin(settings.IsChoice);
            }

            TenantCheck? tenant = tenantId is null ? null : new(tenantId);
            ManagedIdentityConnection connection = Connect(context, settings, tenant);
            context.State.SeenNames.Note(connection);
            if (makesCurrent)
            {
                context.State.Use(connection);
            }

            context.Output.Result(connection);
        });

    private static ManagedIdentityConnection Connect(OperationContext context, ClientSettings settings, TenantCheck? tenant)
    {
        Client client = Client.Create(settings, context.Environment());
        try
        {
            ManagedIdentityConnection connection = context.Call(client.Connect);
            tenant?.Confirm(connection.TenantId);
            return connection;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }
}

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

/// <summary>Signs out: what the connection holds is wiped. Closing twice, or nothing, isn't a failure.</summary>
internal static class DisconnectOperation
{
    internal static void Run(OperationContext context, ManagedIdentityConnection? connection) =>
        context.Guard(FailurePhase.Item, connection, () => context.State.Close(connection));
}

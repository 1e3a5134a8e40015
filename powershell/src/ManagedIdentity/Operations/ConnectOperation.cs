using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>Signs in.</summary>
internal static class ConnectOperation
{
    /// <param name="context">The context of the operation.</param>
    /// <param name="settings">Which identity, and where.</param>
    /// <param name="tenantId">The tenant that the identity must belong to; null means any.</param>
    /// <param name="makesCurrent">Whether the connection becomes the current one of the runspace.</param>
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

/// <summary>Writes the current connection if it's open.</summary>
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

/// <summary>Closes a connection and wipes its secrets. Closing it twice, or without a connection, isn't a failure.</summary>
internal static class DisconnectOperation
{
    internal static void Run(OperationContext context, ManagedIdentityConnection? connection) =>
        context.Guard(FailurePhase.Item, connection, () => context.State.Close(connection));
}

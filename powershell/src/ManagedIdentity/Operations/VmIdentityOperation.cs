using System;
using System.Collections.Generic;
using System.Linq;
using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>Gets all identities of one or more machines, and writes them as they arrive.</summary>
internal static class VmIdentityOperation
{
    /// <summary>Gets those of one machine. With wildcards or several subscriptions, gets those of all matching machines.</summary>
    internal static void Run(
        OperationContext context,
        ManagedIdentityConnection? connection,
        VmQuery query,
        IReadOnlyList<string> subscriptions) =>
        context.Guard(FailurePhase.Item, query.ResourceId ?? query.Name, () =>
        {
            VmNames.RefuseId(query);
            Client client = context.State.Resolve(connection, context.Environment);
            if (query.Name is null || query.ResourceId is not null || (!VmNames.IsPattern(query.Name) && subscriptions.Count < 2))
            {
                Write(context, context.Call(call => client.GetVmIdentity(query, call)));
                return;
            }

            FleetQuery fleet = new()
            {
                NamePattern = query.Name,
                ResourceGroupName = query.ResourceGroupName,
                SubscriptionIds = subscriptions,
            };
            Read(context, client, fleet);
        });

    /// <summary>Gets those of all machines that can be read.</summary>
    internal static void RunAll(OperationContext context, ManagedIdentityConnection? connection, FleetQuery query) =>
        context.Guard(FailurePhase.Item, query.SubscriptionIds.Count == 0 ? query.ResourceGroupName : query.SubscriptionIds, () =>
            Read(context, context.State.Resolve(connection, context.Environment), query));

    private static void Read(OperationContext context, Client client, FleetQuery query)
    {
        CallSequence calls = new(context);
        using Fleet fleet = client.OpenFleet(query);

        // The engine selects the view of a list by its first entry, so the first page decides.
        bool? several = null;
        while (calls.Call(fleet.Next) is IReadOnlyList<VmIdentity> page)
        {
            several ??= page.Select(machine => machine.SubscriptionId).Distinct(StringComparer.OrdinalIgnoreCase).Skip(1).Any();
            foreach (VmIdentity machine in page)
            {
                machine.IsAmongSubscriptions = several == true;
                Write(context, machine);
            }
        }

        calls.End();
    }

    private static void Write(OperationContext context, VmIdentity machine)
    {
        context.State.SeenNames.Note(machine);
        context.Output.Result(machine);
    }
}

/// <summary>Gets the principal id of a machine.</summary>
internal static class VmPrincipalIdOperation
{
    internal static void Run(OperationContext context, ManagedIdentityConnection? connection, VmQuery query) =>
        context.Guard(FailurePhase.Item, query.ResourceId ?? query.Name ?? query.IdentityName, () =>
        {
            VmNames.RefuseId(query);
            Client client = context.State.Resolve(connection, context.Environment);
            VmPrincipal principal = context.Call(call => client.GetVmPrincipal(query, call));
            context.State.SeenNames.Note(query);
            context.Output.Result(principal.PrincipalId);
        });
}

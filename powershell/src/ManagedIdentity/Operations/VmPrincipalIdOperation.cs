using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

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

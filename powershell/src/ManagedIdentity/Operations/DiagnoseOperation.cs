using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>Examines this machine. It takes from a connection what it asks for, and makes none: why there is none may be the question.</summary>
internal static class DiagnoseOperation
{
    /// <param name="context">What every operation is given.</param>
    /// <param name="connection">The connection to examine; null: what the settings name, else the current connection, else the defaults.</param>
    /// <param name="named">What the user asked for without a connection.</param>
    /// <param name="resource">Audience to ask a token for; null: Resource Manager.</param>
    /// <param name="quiet">Whether the answer is only whether nothing failed.</param>
    internal static void Run(
        OperationContext context,
        ManagedIdentityConnection? connection,
        ClientSettings named,
        string? resource,
        bool quiet) =>
        context.Guard(FailurePhase.Begin, named.Selector ?? resource, () =>
        {
            ClientSettings settings = connection is null && named.IsChoice ? named : context.State.SettingsOf(connection) ?? named;
            DoctorReport report = context.Call(call => Doctor.Examine(settings, resource, context.Environment(), call));
            if (quiet)
            {
                context.Output.Result(report.IsHealthy);
                return;
            }

            foreach (ManagedIdentityCheck check in report.Checks)
            {
                context.Output.Result(check);
            }
        });
}

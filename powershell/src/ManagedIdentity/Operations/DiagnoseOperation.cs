using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>Diagnoses this machine. Uses the settings of a connection, but doesn't connect: a failing sign-in may be the problem.</summary>
internal static class DiagnoseOperation
{
    /// <param name="context">The context of the operation.</param>
    /// <param name="connection">The connection to check; null means the named settings, the current connection, or the defaults.</param>
    /// <param name="named">The settings that the user passed instead of a connection.</param>
    /// <param name="resource">Audience of the token to request; null means Resource Manager.</param>
    /// <param name="quiet">Whether to write only true or false.</param>
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

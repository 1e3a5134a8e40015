using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>Examines this machine. It neither uses nor makes a connection: why there is none may be the question.</summary>
internal static class ExamineOperation
{
    internal static void Run(OperationContext context, ClientSettings settings, string? resource, bool quiet) =>
        context.Guard(FailurePhase.Begin, settings.Selector ?? resource, () =>
        {
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

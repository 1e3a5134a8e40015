using System;
using System.Runtime.InteropServices;
using ManagedIdentity.Models;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>Examines this machine. It makes its own client, since making one may be what fails.</summary>
internal static class Doctor
{
    /// <summary>Runs all checks.</summary>
    /// <param name="settings">Which identity, and where.</param>
    /// <param name="resource">Audience to ask a token for; null: Resource Manager.</param>
    /// <param name="environment">The variables it reads.</param>
    /// <param name="call">What the call brings with it.</param>
    /// <returns>What was found.</returns>
    internal static unsafe DoctorReport Examine(
        ClientSettings settings,
        string? resource,
        EnvironmentVariables environment,
        CallSettings call)
    {
        _ = LibraryLoader.EnsureLoaded();
        using CallScope scope = new(null, call);
        AzmiEnvVar[] variables = scope.Texts.Lend(environment.Values);
        fixed (AzmiEnvVar* env = variables)
        {
            AzmiClientOptions options = ClientOptions.Lend(settings, env, variables.Length, scope.Texts);
            AzmiStr audience = scope.Texts.Lend(resource, "Resource");
            int status = NativeMethods.DoctorRun(
                options,
                audience.Data,
                audience.Len,
                scope.Options,
                out DoctorReportHandle report,
                out ErrorHandle error);
            using (report)
            {
                scope.Finish(status, error);
                return Read(report);
            }
        }
    }

    private static DoctorReport Read(DoctorReportHandle report)
    {
        ManagedIdentityCheck[] checks = new ManagedIdentityCheck[(int)NativeMethods.DoctorReportLen(report)];
        for (int i = 0; i < checks.Length; i++)
        {
            AzmiCheckView view = new() { Size = (uint)Marshal.SizeOf<AzmiCheckView>() };
            Failure.ThrowIfFailed(NativeMethods.DoctorReportGet(report, (nuint)i, ref view, out ErrorHandle error), error);
            checks[i] = new(StrictUtf8.DecodeRequired(view.Name), StrictUtf8.DecodeRequired(view.Detail))
            {
                Status = (CheckStatus)view.Status,
                Fix = StrictUtf8.Decode(view.Fix),
                Duration = TimeSpan.FromMilliseconds(view.DurationMs),
            };
        }

        return new(NativeMethods.DoctorReportIsHealthy(report) != 0, checks);
    }
}

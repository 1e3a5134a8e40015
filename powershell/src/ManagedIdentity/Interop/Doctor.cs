using System;
using System.Globalization;
using ManagedIdentity.Models;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>Diagnoses this machine. The library creates the client, because that can be the step that fails.</summary>
internal static class Doctor
{
    /// <summary>Runs all checks.</summary>
    /// <param name="settings">Which identity, and where.</param>
    /// <param name="resource">Audience of the token to request; null means Resource Manager.</param>
    /// <param name="environment">The environment variables.</param>
    /// <param name="call">The settings of the call.</param>
    /// <returns>The results of the checks.</returns>
    internal static unsafe DoctorReport Examine(
        ClientSettings settings,
        string? resource,
        EnvironmentVariables environment,
        CallSettings call)
    {
        _ = LibraryLoader.EnsureLoaded();
        using CallScope scope = new(null, call);
        AzmiEnvVar[] variables = scope.Texts.Lend(environment, out int count);
        fixed (AzmiEnvVar* env = variables)
        {
            AzmiClientOptions options = ClientOptions.Lend(settings, env, count, scope.Texts);
            AzmiStr audience = scope.Texts.Lend(resource, "Resource");
            AzmiCallOptions how = scope.Options;
            IntPtr report;
            IntPtr error;
            int status = NativeMethods.DoctorRun(&options, audience.Data, audience.Len, &how, &report, &error);
            try
            {
                scope.Finish(status, error);
                return Read(report);
            }
            finally
            {
                NativeMethods.DoctorReportFree(report);
            }
        }
    }

    private static unsafe DoctorReport Read(IntPtr report)
    {
        ManagedIdentityCheck[] checks = new ManagedIdentityCheck[(int)NativeMethods.DoctorReportLen(report)];
        for (int i = 0; i < checks.Length; i++)
        {
            AzmiCheckView view = new() { Size = (uint)sizeof(AzmiCheckView) };
            IntPtr error;
            Failure.ThrowIfFailed(NativeMethods.DoctorReportGet(report, (nuint)i, &view, &error), error);
            checks[i] = new(StrictUtf8.DecodeRequired(view.Name), StrictUtf8.DecodeRequired(view.Detail))
            {
                Status = ((CheckStatus)view.Status).ToString(),
                Fix = Hints.ForPowerShell(StrictUtf8.Decode(view.Fix)),
                Duration = TimeSpan.FromMilliseconds(view.DurationMs).ToString(@"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture),
            };
        }

        return new(NativeMethods.DoctorReportIsHealthy(report) != 0, checks);
    }
}

using System;
using System.Collections;
using System.Collections.Generic;

namespace ManagedIdentity.Models;

/// <summary>
/// A snapshot of the environment as .NET sees it. The native library doesn't read the environment itself: on Linux,
/// <c>$env:X = ...</c> changes only .NET's copy. Two snapshots are equal if they don't differ for the library.
/// </summary>
internal sealed class EnvironmentVariables : IEquatable<EnvironmentVariables>
{
    // The variables that the library reads. It receives all variables, but only these are compared: copying and comparing all of
    // them before each token takes longer than getting a cached token.
    private static readonly string[] s_read =
    [
        "AZURE_POD_IDENTITY_AUTHORITY_HOST", "AZMI_ENVIRONMENT", "AZMI_CA_FILE", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IDENTITY_SERVER_THUMBPRINT", "IDENTITY_API_VERSION", "IMDS_ENDPOINT",
        "MSI_ENDPOINT", "MSI_SECRET", "DEFAULT_IDENTITY_CLIENT_ID",
        "AZURE_ENVIRONMENT", "ACC_CLOUD", "AZURE_AUTHORITY_HOST", "WEBSITE_HOSTNAME", "CONTAINER_APP_ENV_DNS_SUFFIX",
        "AZUREPS_HOST_ENVIRONMENT", "AUTOMATION_ASSET_ACCOUNTID", "WEBSITE_SITE_NAME", "AZURE_FEDERATED_TOKEN_FILE",
        "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "all_proxy", "no_proxy",
    ];

    private readonly string?[] _values = new string?[s_read.Length];
    private IDictionary? _all;

    /// <param name="all">Values by name.</param>
    internal EnvironmentVariables(IDictionary all)
    {
        _all = all;
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i] = (string?)all[s_read[i]];
        }
    }

    private EnvironmentVariables()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i] = Environment.GetEnvironmentVariable(s_read[i]);
        }
    }

    /// <summary>Names of the variables that the library reads.</summary>
    internal static IReadOnlyList<string> Read => s_read;

    /// <summary>All variables, whether or not the library reads them: values by name.</summary>
    internal IDictionary All => _all ??= Environment.GetEnvironmentVariables();

    /// <summary>Copies the current variables of the process.</summary>
    /// <returns>A copy.</returns>
    internal static EnvironmentVariables OfProcess() => new();

    /// <summary>Whether the platform has changed only the secret for its endpoint.</summary>
    /// <param name="before">The variables as they were.</param>
    /// <returns>True when only secrets differ.</returns>
    internal bool HasOnlyNewSecret(EnvironmentVariables before)
    {
        bool changed = false;
        for (int i = 0; i < _values.Length; i++)
        {
            if (!SameValue(before, i))
            {
                if (s_read[i] is not ("IDENTITY_HEADER" or "MSI_SECRET") || string.IsNullOrEmpty(_values[i]))
                {
                    return false;
                }

                changed = true;
            }
        }

        return changed;
    }

    /// <inheritdoc/>
    public bool Equals(EnvironmentVariables? other)
    {
        for (int i = 0; i < _values.Length; i++)
        {
            if (other is null || !SameValue(other, i))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EnvironmentVariables);

    /// <inheritdoc/>
    public override int GetHashCode() => _values[0]?.GetHashCode() ?? 0;

    private bool SameValue(EnvironmentVariables other, int index) =>
        string.Equals(_values[index], other._values[index], StringComparison.Ordinal);
}

using System;
using System.Collections;
using System.Collections.Generic;

namespace ManagedIdentity.Models;

/// <summary>
/// The environment as .NET sees it at one moment. The native library reads none itself: on Linux, <c>$env:X = ...</c>
/// changes .NET's own copy only. Two are equal when the library would see no difference.
/// </summary>
internal sealed class EnvironmentVariables : IEquatable<EnvironmentVariables>
{
    // What the library reads. It is given all variables, but only these are compared: to copy and compare all of them before
    // each token takes longer than a token that is held already.
    private static readonly string[] s_read =
    [
        "AZURE_POD_IDENTITY_AUTHORITY_HOST", "AZMI_ENVIRONMENT", "AZMI_CA_FILE",
        "IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IDENTITY_SERVER_THUMBPRINT", "IDENTITY_API_VERSION", "IMDS_ENDPOINT",
        "MSI_ENDPOINT", "MSI_SECRET", "DEFAULT_IDENTITY_CLIENT_ID",
        "AZURE_ENVIRONMENT", "ACC_CLOUD", "AZURE_AUTHORITY_HOST", "WEBSITE_HOSTNAME", "CONTAINER_APP_ENV_DNS_SUFFIX",
        "AZUREPS_HOST_ENVIRONMENT", "AUTOMATION_ASSET_ACCOUNTID", "WEBSITE_SITE_NAME", "AZURE_FEDERATED_TOKEN_FILE",
        "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "all_proxy", "no_proxy",
    ];

    private readonly string?[] _values = new string?[s_read.Length];
    private IDictionary? _all;

    /// <param name="all">Texts by their names.</param>
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

    /// <summary>All variables, whether or not the library reads them: texts by their names.</summary>
    internal IDictionary All => _all ??= Environment.GetEnvironmentVariables();

    /// <summary>What <c>$env:</c> shows now.</summary>
    /// <returns>A copy.</returns>
    internal static EnvironmentVariables OfProcess() => new();

    /// <summary>Whether the platform has changed the secret for its endpoint, and nothing else.</summary>
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

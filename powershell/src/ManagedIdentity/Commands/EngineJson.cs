using System;
using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Commands;

/// <summary>Reads and writes JSON with the engine's cmdlets. A JSON library in this module could clash with others.</summary>
internal sealed class EngineJson : IJson
{
    // The maximum that Windows PowerShell accepts.
    private const int Depth = 100;

    // Earlier versions of PowerShell 7 convert text that looks like a date to DateTime; Windows PowerShell never does. Text from a
    // service stays text in both.
    private static readonly bool s_keepsDates = typeof(PSCmdlet).Assembly.GetName().Version >= new Version(7, 5);

    /// <inheritdoc/>
    public bool TryRead(string json, out object? value)
    {
        // Wrapped in an object, because the engines treat a list differently.
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        _ = shell.AddCommand(@"Microsoft.PowerShell.Utility\ConvertFrom-Json").AddParameter("InputObject", "{\"value\":" + json + "}");
        if (s_keepsDates)
        {
            _ = shell.AddParameter("DateKind", "String");
        }

        value = null;
        try
        {
            PSObject read = shell.Invoke()[0];

            // $PSDefaultParameterValues can make it a hashtable.
            value = read.BaseObject is IDictionary table ? table["value"] : read.Properties["value"].Value;
            return true;
        }
        catch (RuntimeException failed) when (failed is not PipelineStoppedException)
        {
            // For example, keys that differ only in case: the engine has no object for them.
            return false;
        }
    }

    /// <inheritdoc/>
    public bool TryWrite(object value, out string json)
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        _ = shell.AddCommand(@"Microsoft.PowerShell.Utility\ConvertTo-Json")
            .AddParameter("InputObject", value)
            .AddParameter("Depth", Depth)
            .AddParameter("Compress", true)
            .AddParameter("WarningAction", ActionPreference.SilentlyContinue);
        try
        {
            Collection<PSObject> written = shell.Invoke();
            json = written.Count == 1 && written[0].BaseObject is string text ? text : string.Empty;
            return json.Length > 0 && shell.Streams.Warning.Count == 0;
        }
        catch (RuntimeException failed) when (failed is not PipelineStoppedException)
        {
            json = string.Empty;
            return false;
        }
    }
}

using System;
using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Commands;

/// <summary>JSON by the engine's own cmdlets. This module brings no library of its own for it, which could clash.</summary>
internal sealed class EngineJson : IJson
{
    // The greatest that Windows PowerShell takes.
    private const int Depth = 100;

    // Before, PowerShell 7 made a DateTime of what looks like one; Windows PowerShell never does. A text that a service wrote is a
    // text on both.
    private static readonly bool s_keepsDates = typeof(PSCmdlet).Assembly.GetName().Version >= new Version(7, 5);

    /// <inheritdoc/>
    public bool TryRead(string json, out object? value)
    {
        // Inside an object, because the engines differ in what they make of a list.
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

            // A table where the user's $PSDefaultParameterValues want one.
            value = read.BaseObject is IDictionary table ? table["value"] : read.Properties["value"].Value;
            return true;
        }
        catch (RuntimeException failed) when (failed is not PipelineStoppedException)
        {
            // Keys that differ in case only, for one: the engine has no object for that.
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

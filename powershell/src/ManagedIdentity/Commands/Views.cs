using System.IO;
using System.Management.Automation;
using ManagedIdentity.Models;

namespace ManagedIdentity.Commands;

/// <summary>How objects are shown.</summary>
/// <remarks>
/// A format file in the manifest would be read by every script that imports the module, which costs more than the token it gets. So
/// the objects that need one load it before the first is written, and a token says itself what is shown of it.
/// </remarks>
internal static class Views
{
    private const string File = "ManagedIdentity.Format.ps1xml";

    // Four are a table, as the engine shows it.
    private static readonly string[] s_tokenTable = ["Source", "ExpiresOn", "FromCache", "Resource"];

    /// <summary>Dresses a result for the engine.</summary>
    /// <param name="value">The result.</param>
    /// <param name="cmdlet">Who writes it.</param>
    /// <returns>What to write.</returns>
    internal static object Dress(object value, PSCmdlet cmdlet)
    {
        switch (value)
        {
            case ManagedIdentityToken token:
                return Dress(token);
            case VmIdentity { IsAmongSubscriptions: true }:
                Load(cmdlet);
                PSObject machine = new(value);
                machine.TypeNames.Insert(0, typeof(VmIdentity).FullName + "#BySubscription");
                return machine;
            case VmIdentity or ManagedIdentityCheck or ManagedIdentityEmulator:
                Load(cmdlet);
                return value;
            default:
                return value;
        }
    }

    private static PSObject Dress(ManagedIdentityToken token)
    {
        PSObject shown = new(token);
        shown.Members.Add(new PSMemberSet("PSStandardMembers", [new PSPropertySet("DefaultDisplayPropertySet", s_tokenTable)]));
        return shown;
    }

    // Once for each runspace. Where that is refused, as in a constrained endpoint, the engine's own views do.
    private static void Load(PSCmdlet cmdlet)
    {
        if (!RunspaceConnections.TryClaimViews() || Path.GetDirectoryName(typeof(Views).Assembly.Location) is not { Length: > 0 } folder)
        {
            return;
        }

        try
        {
            using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
            _ = shell.AddCommand(@"Microsoft.PowerShell.Utility\Update-FormatData")
                .AddParameter("PrependPath", Path.Combine(folder, File))
                .AddParameter("ErrorAction", ActionPreference.SilentlyContinue)
                .Invoke();
        }
        catch (RuntimeException failed) when (failed is not PipelineStoppedException)
        {
            cmdlet.WriteVerbose(failed.Message);
        }
    }
}

using System.IO;
using System.Management.Automation;
using ManagedIdentity.Models;

namespace ManagedIdentity.Commands;

/// <summary>Defines how objects are displayed.</summary>
/// <remarks>
/// The engine would read a format file in the manifest on every import, which takes longer than getting a token. So the file is
/// loaded before the first object that needs it is written, and a token carries its own list of displayed properties.
/// </remarks>
internal static class Views
{
    private const string File = "ManagedIdentity.Format.ps1xml";

    // The engine displays up to four properties as a table.
    private static readonly string[] s_tokenTable = ["Source", "ExpiresOn", "FromCache", "Resource"];

    /// <summary>Adds display information to a result.</summary>
    /// <param name="value">The result.</param>
    /// <param name="cmdlet">The cmdlet that writes it.</param>
    /// <returns>The object to write.</returns>
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
        PSMemberInfo[] members = new PSMemberInfo[] { new PSPropertySet("DefaultDisplayPropertySet", s_tokenTable) };
        // Prevalidated: to check whether the type has such a member, the engine would reflect over it: 10 ms for the first token.
        shown.Members.Add(new PSMemberSet("PSStandardMembers", members), preValidated: true);
        return shown;
    }

    // Once for each runspace. If that's refused, as in a constrained endpoint, the engine's default views are used.
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

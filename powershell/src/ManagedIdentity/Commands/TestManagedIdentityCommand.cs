using System.Management.Automation;
using ManagedIdentity.Completion;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Commands;

/// <summary>Checks whether a managed identity can be used on this machine.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ManagedIdentity", DefaultParameterSetName = IdentitySet)]
[OutputType(typeof(ManagedIdentityCheck))]
[OutputType(typeof(bool))]
public sealed class TestManagedIdentityCommand : IdentityCommand
{
    /// <summary>The connection whose identity and source to check.</summary>
    [Parameter(ParameterSetName = "Connection", Mandatory = true)]
    [ValidateNotNull]
    [ConnectionTransformation]
    public ManagedIdentityConnection? Connection { get; set; }

    /// <summary>Audience of the token to request: a URI, a scope, or the name of a service.</summary>
    [Parameter]
    [ValidateNotNull]
    [Alias("ResourceUrl", "ResourceUri", "ResourceTypeName")]
    [ArgumentCompleter(typeof(ResourceCompleter))]
    public string? Resource { get; set; }

    /// <summary>Writes only $true or $false.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Run(context => DiagnoseOperation.Run(
        context,
        Connection,
        Settings(subscriptionId: null, skipIdentityCheck: false),
        Resource,
        Quiet));
}

using System.Management.Automation;
using ManagedIdentity.Completion;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Commands;

/// <summary>Examines what keeps an identity from being used on this machine.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ManagedIdentity", DefaultParameterSetName = IdentitySet)]
[OutputType(typeof(ManagedIdentityCheck))]
[OutputType(typeof(bool))]
public sealed class TestManagedIdentityCommand : IdentityCommand
{
    /// <summary>The connection whose identity and source are examined.</summary>
    [Parameter(ParameterSetName = "Connection", Mandatory = true)]
    [ValidateNotNull]
    [ConnectionTransformation]
    public ManagedIdentityConnection? Connection { get; set; }

    /// <summary>Audience to ask a token for: a URI, a scope, or a service's name.</summary>
    [Parameter]
    [ValidateNotNull]
    [Alias("ResourceUrl", "ResourceUri", "ResourceTypeName")]
    [ArgumentCompleter(typeof(ResourceCompleter))]
    public string? Resource { get; set; }

    /// <summary>Writes only whether nothing failed.</summary>
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

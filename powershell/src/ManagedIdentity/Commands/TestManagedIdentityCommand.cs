using System.Management.Automation;
using ManagedIdentity.Completion;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Commands;

/// <summary>Examines what keeps an identity from being used on this machine.</summary>
/// <remarks>Null is refused: an id that a script failed to find must not mean the default identity.</remarks>
[Cmdlet(VerbsDiagnostic.Test, "ManagedIdentity")]
[OutputType(typeof(ManagedIdentityCheck))]
[OutputType(typeof(bool))]
public sealed class TestManagedIdentityCommand : RequestCommand
{
    /// <summary>Client (application) id of a user-assigned identity.</summary>
    [Parameter]
    [ValidateNotNull]
    public string? ClientId { get; set; }

    /// <summary>Object (principal) id of a user-assigned identity.</summary>
    [Parameter]
    [ValidateNotNull]
    [Alias("PrincipalId")]
    public string? ObjectId { get; set; }

    /// <summary>ARM id of a user-assigned identity.</summary>
    [Parameter]
    [ValidateNotNull]
    public string? IdentityResourceId { get; set; }

    /// <summary>Client id or ARM id of a user-assigned identity, as Connect-AzAccount takes it.</summary>
    [Parameter]
    [ValidateNotNull]
    public string? AccountId { get; set; }

    /// <summary>Where the token is asked for.</summary>
    [Parameter]
    public IdentitySource Source { get; set; }

    /// <summary>Name of a cloud, or an ARM endpoint.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string? Environment { get; set; }

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
    protected override void BeginProcessing() => Run(context => ExamineOperation.Run(
        context,
        new ClientSettings
        {
            ClientId = ClientId,
            ObjectId = ObjectId,
            IdentityResourceId = IdentityResourceId,
            AccountId = AccountId,
            Source = Source,
            Environment = Environment,
        },
        Resource,
        Quiet));
}

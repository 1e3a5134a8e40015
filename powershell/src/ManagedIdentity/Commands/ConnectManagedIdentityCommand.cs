using System.Management.Automation;
using ManagedIdentity.Completion;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Commands;

/// <summary>Signs in with a managed identity of this machine.</summary>
/// <remarks>Null is refused: an id that a script failed to find must not mean the default identity.</remarks>
[Cmdlet(VerbsCommunications.Connect, "ManagedIdentity")]
[OutputType(typeof(ManagedIdentityConnection))]
public sealed class ConnectManagedIdentityCommand : RequestCommand
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

    /// <summary>Subscription in which names are looked up.</summary>
    [Parameter]
    [ValidateNotNull]
    [Alias("Subscription")]
    public string? SubscriptionId { get; set; }

    /// <summary>Accepts a token of another identity than the one asked for.</summary>
    [Parameter]
    public SwitchParameter SkipIdentityCheck { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Run(context => ConnectOperation.Run(context, new ClientSettings
    {
        ClientId = ClientId,
        ObjectId = ObjectId,
        IdentityResourceId = IdentityResourceId,
        AccountId = AccountId,
        Source = Source,
        Environment = Environment,
        SubscriptionId = SubscriptionId,
        SkipIdentityCheck = SkipIdentityCheck,
    }));
}

using System.Management.Automation;
using ManagedIdentity.Completion;
using ManagedIdentity.Models;

namespace ManagedIdentity.Commands;

/// <summary>What cmdlets share that are told which identity to use, and where.</summary>
/// <remarks>Null is refused: an id that a script failed to find must not mean the default identity.</remarks>
public abstract class IdentityCommand : RequestCommand
{
    /// <summary>The set of these parameters.</summary>
    internal const string IdentitySet = "Identity";

    private protected IdentityCommand()
    {
    }

    /// <summary>Client (application) id of a user-assigned identity.</summary>
    [Parameter(ParameterSetName = IdentitySet)]
    [ValidateNotNull]
    public string? ClientId { get; set; }

    /// <summary>Object (principal) id of a user-assigned identity.</summary>
    [Parameter(ParameterSetName = IdentitySet)]
    [ValidateNotNull]
    [Alias("PrincipalId")]
    public string? ObjectId { get; set; }

    /// <summary>ARM id of a user-assigned identity.</summary>
    [Parameter(ParameterSetName = IdentitySet)]
    [ValidateNotNull]
    public string? IdentityResourceId { get; set; }

    /// <summary>Client id or ARM id of a user-assigned identity, as Connect-AzAccount takes it.</summary>
    [Parameter(ParameterSetName = IdentitySet)]
    [ValidateNotNull]
    public string? AccountId { get; set; }

    /// <summary>Where the token is asked for.</summary>
    [Parameter(ParameterSetName = IdentitySet)]
    public IdentitySource Source { get; set; }

    /// <summary>Name of a cloud, or an ARM endpoint.</summary>
    [Parameter(ParameterSetName = IdentitySet)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string? Environment { get; set; }

    private protected ClientSettings Settings(string? subscriptionId, bool skipIdentityCheck) => new()
    {
        ClientId = ClientId,
        ObjectId = ObjectId,
        IdentityResourceId = IdentityResourceId,
        AccountId = AccountId,
        Source = Source,
        Environment = Environment,
        SubscriptionId = subscriptionId,
        SkipIdentityCheck = skipIdentityCheck,
    };
}

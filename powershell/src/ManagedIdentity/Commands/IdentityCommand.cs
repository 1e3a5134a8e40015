using System.Management.Automation;
using ManagedIdentity.Completion;
using ManagedIdentity.Models;

namespace ManagedIdentity.Commands;

/// <summary>Base class of the cmdlets that select an identity and a source.</summary>
/// <remarks>Null is refused: if a script fails to find an id, the cmdlet must not use the default identity instead.</remarks>
public abstract class IdentityCommand : RequestCommand
{
    /// <summary>The parameter set of these parameters.</summary>
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

    /// <summary>Client id or ARM id of a user-assigned identity, as in Connect-AzAccount.</summary>
    [Parameter(ParameterSetName = IdentitySet)]
    [ValidateNotNull]
    public string? AccountId { get; set; }

    /// <summary>The source that issues the token.</summary>
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

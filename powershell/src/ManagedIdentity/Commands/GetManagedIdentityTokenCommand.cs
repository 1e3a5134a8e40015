using System.Collections;
using System.Management.Automation;
using ManagedIdentity.Completion;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Commands;

/// <summary>Gets an access token.</summary>
[Cmdlet(VerbsCommon.Get, "ManagedIdentityToken", DefaultParameterSetName = TokenSet)]
[OutputType(typeof(ManagedIdentityToken), ParameterSetName = [TokenSet])]
[OutputType(typeof(string), ParameterSetName = [PlainTextSet])]
[OutputType(typeof(Hashtable), ParameterSetName = [HeaderSet])]
public sealed class GetManagedIdentityTokenCommand : ConnectedCommand
{
    private const string TokenSet = "Token";
    private const string PlainTextSet = "PlainText";
    private const string HeaderSet = "Header";

    /// <summary>Audience of the token: a URI, a scope, or the name of a service.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNull]
    [Alias("ResourceUrl", "ResourceUri", "ResourceTypeName")]
    [ArgumentCompleter(typeof(ResourceCompleter))]
    public string? Resource { get; set; }

    /// <summary>Claims of a claims challenge, as a JSON object.</summary>
    [Parameter]
    [ValidateNotNull]
    public string? Claims { get; set; }

    /// <summary>Requests a new token even if one is cached.</summary>
    [Parameter]
    public SwitchParameter ForceRefresh { get; set; }

    /// <summary>The tenant that the token must belong to.</summary>
    [Parameter]
    [ValidateNotNull]
    [Alias("Tenant")]
    public string? TenantId { get; set; }

    /// <summary>Has no effect: the token is a SecureString by default. For compatibility with Get-AzAccessToken.</summary>
    [Parameter(ParameterSetName = TokenSet)]
    public SwitchParameter AsSecureString { get; set; }

    /// <summary>Writes the token as text.</summary>
    [Parameter(ParameterSetName = PlainTextSet, Mandatory = true)]
    public SwitchParameter AsPlainText { get; set; }

    /// <summary>Writes a hashtable for -Headers of Invoke-RestMethod.</summary>
    [Parameter(ParameterSetName = HeaderSet, Mandatory = true)]
    public SwitchParameter AsHeader { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Run(context => TokenOperation.Run(
        context,
        Connection,
        new TokenRequest { Resource = Resource, Claims = Claims, ForceRefresh = ForceRefresh, TenantId = TenantId },
        AsPlainText ? TokenForm.PlainText : AsHeader ? TokenForm.Header : TokenForm.Token));
}

using System.Management.Automation;

namespace Empty;

/// <summary>The parameters of Get-ManagedIdentityToken, and an object in place of a token.</summary>
[Cmdlet(VerbsCommon.Get, "EmptyToken", DefaultParameterSetName = "Token")]
[OutputType(typeof(object))]
public sealed class GetEmptyTokenCommand : PSCmdlet
{
    private static readonly object Answer = new();

    /// <summary>Not looked at, as none of the parameters is.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNull]
    [Alias("ResourceUrl", "ResourceUri", "ResourceTypeName")]
    public string? Resource { get; set; }

    /// <summary>Not looked at.</summary>
    [Parameter]
    [ValidateNotNull]
    public string? Claims { get; set; }

    /// <summary>Not looked at.</summary>
    [Parameter]
    public SwitchParameter ForceRefresh { get; set; }

    /// <summary>Not looked at.</summary>
    [Parameter(ParameterSetName = "PlainText", Mandatory = true)]
    public SwitchParameter AsPlainText { get; set; }

    /// <summary>Not looked at.</summary>
    [Parameter(ParameterSetName = "Header", Mandatory = true)]
    public SwitchParameter AsHeader { get; set; }

    /// <summary>Not looked at.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Connection { get; set; }

    /// <summary>Not looked at.</summary>
    [Parameter]
    [ValidateRange(0, 86400)]
    public int TimeoutSec { get; set; } = 100;

    /// <inheritdoc/>
    protected override void BeginProcessing() => WriteObject(Answer);
}

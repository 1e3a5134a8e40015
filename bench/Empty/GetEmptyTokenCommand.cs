using System.Management.Automation;

namespace Empty;

/// <summary>Has the parameters of Get-ManagedIdentityToken, and writes a constant object instead of a token.</summary>
[Cmdlet(VerbsCommon.Get, "EmptyToken", DefaultParameterSetName = "Token")]
[OutputType(typeof(object))]
public sealed class GetEmptyTokenCommand : PSCmdlet
{
    private static readonly object Answer = new();

    /// <summary>Ignored, like all parameters.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNull]
    [Alias("ResourceUrl", "ResourceUri", "ResourceTypeName")]
    public string? Resource { get; set; }

    /// <summary>Ignored.</summary>
    [Parameter]
    [ValidateNotNull]
    public string? Claims { get; set; }

    /// <summary>Ignored.</summary>
    [Parameter]
    public SwitchParameter ForceRefresh { get; set; }

    /// <summary>Ignored.</summary>
    [Parameter(ParameterSetName = "PlainText", Mandatory = true)]
    public SwitchParameter AsPlainText { get; set; }

    /// <summary>Ignored.</summary>
    [Parameter(ParameterSetName = "Header", Mandatory = true)]
    public SwitchParameter AsHeader { get; set; }

    /// <summary>Ignored.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Connection { get; set; }

    /// <summary>Ignored.</summary>
    [Parameter]
    [ValidateRange(0, 86400)]
    public int TimeoutSec { get; set; } = 100;

    /// <inheritdoc/>
    protected override void BeginProcessing() => WriteObject(Answer);
}

using System;
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using ManagedIdentity.Completion;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Commands;

/// <summary>Sends a request with a token of the identity, to Resource Manager or to another service.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ManagedIdentityRestMethod", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(PSObject))]
[OutputType(typeof(string))]
[OutputType(typeof(byte[]))]
public sealed class InvokeManagedIdentityRestMethodCommand : ConnectedCommand
{
    private const string PathSet = "Path";
    private const string UriSet = "Uri";

    /// <summary>Path below the Resource Manager endpoint, with or without a query.</summary>
    [Parameter(ParameterSetName = PathSet, Position = 0, Mandatory = true)]
    public string? Path { get; set; }

    /// <summary>An absolute URI.</summary>
    [Parameter(ParameterSetName = UriSet, Mandatory = true)]
    public Uri? Uri { get; set; }

    /// <summary>The method.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(MethodCompleter))]
    public string Method { get; set; } = "GET";

    /// <summary>Appended as api-version, unless the query has one.</summary>
    [Parameter]
    [ValidateNotNull]
    public string? ApiVersion { get; set; }

    /// <summary>The body: text, or an object that is sent as JSON.</summary>
    /// <remarks>Null is refused: a template that couldn't be read must not become a request without a body.</remarks>
    [Parameter]
    [ValidateNotNull]
    [Alias("Payload")]
    public object? Body { get; set; }

    /// <summary>Treats the response as a list, and writes the entries of all pages.</summary>
    [Parameter]
    public SwitchParameter Paginate { get; set; }

    /// <summary>Follows a long-running operation to its end.</summary>
    [Parameter]
    [Alias("WaitForCompletion")]
    public SwitchParameter Wait { get; set; }

    /// <summary>Audience of the token. The default is the audience for the host.</summary>
    [Parameter]
    [ValidateNotNull]
    [Alias("ResourceUrl", "ResourceUri", "ResourceTypeName", "ResourceId")]
    [ArgumentCompleter(typeof(ResourceCompleter))]
    public string? Resource { get; set; }

    /// <summary>Additional headers.</summary>
    [Parameter]
    [ValidateNotNull]
    [SuppressMessage("Usage", "CA2227:Collection properties should be read only", Justification = "The engine binds it.")]
    public IDictionary? Headers { get; set; }

    /// <summary>Writes responses with an error status like any other, instead of reporting an error.</summary>
    [Parameter]
    public SwitchParameter SkipHttpErrorCheck { get; set; }

    /// <summary>Name of the variable that receives the response headers.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("RHV")]
    public string? ResponseHeadersVariable { get; set; }

    /// <summary>Name of the variable that receives the HTTP status of the response.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? StatusCodeVariable { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Run(context => RestOperation.Run(context, Connection, new RestCommandLine
    {
        Method = Method,
        Path = Path,
        Uri = Uri?.OriginalString,
        ApiVersion = ApiVersion,
        Body = Body is PSObject { BaseObject: string text } ? text : Body,
        Resource = Resource,
        Headers = Headers,
        Paginate = Paginate,
        Wait = Wait,
        AnyStatus = SkipHttpErrorCheck,
        ResponseHeadersVariable = ResponseHeadersVariable,
        StatusCodeVariable = StatusCodeVariable,
    }));
}

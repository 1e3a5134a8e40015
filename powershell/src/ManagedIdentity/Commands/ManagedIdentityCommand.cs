using System;
using System.Management.Automation;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Commands;

/// <summary>Base class of all cmdlets of this module: it runs an operation that can be stopped.</summary>
public abstract class ManagedIdentityCommand : PSCmdlet, IDisposable
{
    private readonly CancelSource _cancel = new();

    private protected ManagedIdentityCommand()
    {
    }

    /// <summary>Time limit for each call in seconds; 0 means no limit.</summary>
    private protected virtual int CallTimeoutSec => 0;

    /// <summary>Cancels the running call. Called from another thread.</summary>
    protected override void StopProcessing() => _cancel.Trigger();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the command's resources.</summary>
    /// <param name="disposing">Whether the command is disposed rather than finalised.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _cancel.Dispose();
        }
    }

    private protected void Run(Action<OperationContext> operation)
    {
        OperationContext context = new(new CmdletOutput(this), new EngineJson(), RunspaceConnections.Current, _cancel)
        {
            TimeoutSec = CallTimeoutSec,
            Emulator = RunspaceConnections.Emulator,
        };
        try
        {
            operation(context);
        }
        catch (OperationCanceledException) when (_cancel.IsTriggered)
        {
            throw new PipelineStoppedException();
        }
    }
}

/// <summary>Base class of the cmdlets that send requests.</summary>
public abstract class RequestCommand : ManagedIdentityCommand
{
    private protected RequestCommand()
    {
    }

    /// <summary>Time limit for the whole call in seconds, including retries and waits; 0 means no limit.</summary>
    [Parameter]
    [ValidateRange(0, CallSettings.MaxTimeoutSec)]
    public int TimeoutSec { get; set; } = 100;

    private protected override int CallTimeoutSec => TimeoutSec;
}

/// <summary>Base class of the cmdlets that use a connection.</summary>
public abstract class ConnectedCommand : RequestCommand
{
    private protected ConnectedCommand()
    {
    }

    /// <summary>The connection to use. The default is the current connection of this runspace.</summary>
    /// <remarks>Null is refused: after a failed sign-in, the cmdlet would act as the default identity.</remarks>
    [Parameter]
    [ValidateNotNull]
    [ConnectionTransformation]
    public ManagedIdentityConnection? Connection { get; set; }
}

using System;
using System.Management.Automation;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Commands;

/// <summary>What all cmdlets of this module share: they can be stopped, and they run an operation.</summary>
public abstract class ManagedIdentityCommand : PSCmdlet, IDisposable
{
    private readonly CancelSource _cancel = new();

    private protected ManagedIdentityCommand()
    {
    }

    /// <summary>Seconds for each call; 0 means no limit.</summary>
    private protected virtual int CallTimeoutSec => 0;

    /// <summary>Ends what waits for an answer. Called from another thread.</summary>
    protected override void StopProcessing() => _cancel.Trigger();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the command holds.</summary>
    /// <param name="disposing">Whether it is disposed, rather than finalised.</param>
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

/// <summary>What cmdlets share that send requests.</summary>
public abstract class RequestCommand : ManagedIdentityCommand
{
    private protected RequestCommand()
    {
    }

    /// <summary>Seconds for the whole call, retries and waits included; 0 means no limit.</summary>
    [Parameter]
    [ValidateRange(0, CallSettings.MaxTimeoutSec)]
    public int TimeoutSec { get; set; } = 100;

    private protected override int CallTimeoutSec => TimeoutSec;
}

/// <summary>What cmdlets share that ask through a connection.</summary>
public abstract class ConnectedCommand : RequestCommand
{
    private protected ConnectedCommand()
    {
    }

    /// <summary>The connection to ask through; without one, the current one of this runspace.</summary>
    /// <remarks>Null is refused: it would act as the default identity when a sign-in has failed.</remarks>
    [Parameter]
    [ValidateNotNull]
    [ConnectionTransformation]
    public ManagedIdentityConnection? Connection { get; set; }
}

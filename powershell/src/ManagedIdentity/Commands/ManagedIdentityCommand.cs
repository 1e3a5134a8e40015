using System;
using System.Management.Automation;
using ManagedIdentity.Interop;
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

using System.Management.Automation;
using ManagedIdentity.Interop;

namespace ManagedIdentity.Commands;

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

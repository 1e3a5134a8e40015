using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace ManagedIdentity.Commands;

/// <summary>Called by the engine when the module is removed from a runspace.</summary>
public sealed class ModuleRemoval : IModuleAssemblyCleanup
{
    /// <summary>Stops the emulator that was started in this runspace.</summary>
    /// <param name="psModuleInfo">The module.</param>
    public void OnRemove(PSModuleInfo psModuleInfo) => RunspaceConnections.StopEmulatorOf(Runspace.DefaultRunspace);
}

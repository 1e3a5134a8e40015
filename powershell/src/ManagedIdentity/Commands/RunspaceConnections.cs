using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Commands;

/// <summary>The connections of each runspace, so that parallel ones never disturb each other.</summary>
internal sealed class RunspaceConnections
{
    // The one static object of this module. Weak, so that a closed runspace takes its connections with it.
    private static readonly RunspaceConnections s_all = new();

    private readonly ConditionalWeakTable<Runspace, ConnectionState> _states = new();
    private readonly ConnectionChoices _choices = new();

    /// <summary>The connections of the runspace that this thread runs.</summary>
    internal static ConnectionState Current => s_all.Of(Runspace.DefaultRunspace);

    private ConnectionState Of(Runspace runspace) => _states.GetValue(runspace, _ => new ConnectionState(_choices));
}

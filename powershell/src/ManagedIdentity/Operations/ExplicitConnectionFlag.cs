using System.Threading;

namespace ManagedIdentity.Operations;

/// <summary>
/// Whether a runspace of this process has selected a specific identity, source or environment. If so, no runspace falls back to
/// the default identity: a parallel loop would act as a different identity than its caller.
/// </summary>
internal sealed class ExplicitConnectionFlag
{
    private int _runspaces;

    internal bool IsSet => Volatile.Read(ref _runspaces) > 0;

    /// <summary>A runspace selected something other than the default.</summary>
    internal void Raise() => Interlocked.Increment(ref _runspaces);

    /// <summary>That runspace disconnected, connected with the default, or was closed.</summary>
    internal void Lower() => Interlocked.Decrement(ref _runspaces);
}

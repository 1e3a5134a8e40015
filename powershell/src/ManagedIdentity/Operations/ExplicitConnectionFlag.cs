using System.Threading;

namespace ManagedIdentity.Operations;

/// <summary>
/// Whether a runspace of this process stands by a certain identity, source or environment that it asked for. While one does, no
/// runspace gets a default silently: a parallel loop would act as another identity than its caller.
/// </summary>
internal sealed class ExplicitConnectionFlag
{
    private int _runspaces;

    internal bool IsSet => Volatile.Read(ref _runspaces) > 0;

    /// <summary>A runspace asked for something other than the default.</summary>
    internal void Raise() => Interlocked.Increment(ref _runspaces);

    /// <summary>That runspace disconnected, connected with the default, or was closed.</summary>
    internal void Lower() => Interlocked.Decrement(ref _runspaces);
}

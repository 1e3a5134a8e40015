using System.Threading;

namespace ManagedIdentity.Operations;

/// <summary>
/// Whether any runspace of this process asked for a certain identity, source or environment. From then on no runspace gets a
/// default silently: a parallel loop would act as another identity than its caller.
/// </summary>
internal sealed class ConnectionChoices
{
    private int _made;

    internal bool Made => Volatile.Read(ref _made) != 0;

    internal void Make() => Volatile.Write(ref _made, 1);
}

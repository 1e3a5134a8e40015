using ManagedIdentity.Interop;
using ManagedIdentity.Models;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Tests.Support;

/// <summary>Replaces a runspace: its connections, its output, its variables.</summary>
internal sealed class Bench : IDisposable
{
    internal Bench(EnvironmentVariables variables, ExplicitConnectionFlag? choices = null)
    {
        Variables = variables;
        State = new ConnectionState(choices ?? new ExplicitConnectionFlag());
    }

    internal RecordingOutput Output { get; } = new();

    internal FrameworkJson Json { get; } = new();

    internal ConnectionState State { get; }

    internal CancelSource Cancel { get; } = new();

    internal EnvironmentVariables Variables { get; set; }

    internal OperationContext Context(int timeoutSec = 30) => new(Output, Json, State, Cancel)
    {
        TimeoutSec = timeoutSec,
        Environment = () => Variables,
    };

    internal ManagedIdentityConnection Connect(ClientSettings? settings = null, string? tenantId = null, bool makesCurrent = true)
    {
        ConnectOperation.Run(Context(), settings ?? new ClientSettings(), tenantId, makesCurrent);
        return Taken<ManagedIdentityConnection>();
    }

    /// <summary>Removes and returns the only result.</summary>
    internal T Taken<T>()
    {
        if (Output.Failures.Count > 0)
        {
            throw Output.Failures[0].Exception;
        }

        object only = Output.Results.Single();
        Output.Results.Clear();
        return (T)only;
    }

    public void Dispose() => Cancel.Dispose();
}

using System;
using System.Management.Automation;
using ManagedIdentity.Models;

namespace ManagedIdentity.Commands;

/// <summary>
/// Recognises a connection that was copied from another process. The engine would only report that it can't be converted. As a
/// connection without a client, it gets a separate error that says what to do.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ConnectionTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly string s_copy = "Deserialized." + typeof(ManagedIdentityConnection).FullName;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        inputData is PSObject copy && copy.TypeNames.Contains(s_copy)
            ? new ManagedIdentityConnection(client: null)
            : inputData;
}

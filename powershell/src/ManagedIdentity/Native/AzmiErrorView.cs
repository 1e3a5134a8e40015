using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>A failure as data; the texts are borrowed from the error handle.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiErrorView
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>The status the failed call returned.</summary>
    public int Status;

    /// <summary>HTTP status that was answered, or 0.</summary>
    public uint HttpStatus;

    /// <summary>1 when the same call may succeed later.</summary>
    public byte Retryable;

    /// <summary>Stable id of the failure.</summary>
    public AzmiStr Code;

    /// <summary>What happened.</summary>
    public AzmiStr Message;

    /// <summary>What to do next.</summary>
    public AzmiStr Hint;

    /// <summary>The service's own code.</summary>
    public AzmiStr ServiceCode;

    /// <summary>Id under which the service knows the request.</summary>
    public AzmiStr RequestId;

    /// <summary>Identity source that was asked.</summary>
    public AzmiStr Source;

    /// <summary>Id under which all services know what belongs to the request.</summary>
    public AzmiStr CorrelationId;
}

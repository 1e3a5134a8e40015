using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>A failure as data; the strings are borrowed from the error handle.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiErrorView
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>The status the failed call returned.</summary>
    public int Status;

    /// <summary>HTTP status of the response, or 0.</summary>
    public uint HttpStatus;

    /// <summary>1 if the same call can succeed later.</summary>
    public byte Retryable;

    /// <summary>Stable id of the failure.</summary>
    public AzmiStr Code;

    /// <summary>What happened.</summary>
    public AzmiStr Message;

    /// <summary>What to do next.</summary>
    public AzmiStr Hint;

    /// <summary>The service's error code.</summary>
    public AzmiStr ServiceCode;

    /// <summary>The service's id of the request.</summary>
    public AzmiStr RequestId;

    /// <summary>Identity source that was used.</summary>
    public AzmiStr Source;

    /// <summary>Id that correlates the request across services.</summary>
    public AzmiStr CorrelationId;
}

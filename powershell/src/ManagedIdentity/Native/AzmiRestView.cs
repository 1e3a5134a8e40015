using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>An answer, or one page of it; the body is borrowed from its handle.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiRestView
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>HTTP status.</summary>
    public uint HttpStatus;

    /// <summary>1 when it is a list whose entries can be read one by one.</summary>
    public byte IsList;

    /// <summary>1 when there is a further page.</summary>
    public byte HasNext;

    /// <summary>Number of entries.</summary>
    public nuint ItemsLen;

    /// <summary>Number of headers.</summary>
    public nuint HeadersLen;

    /// <summary>The body as it came.</summary>
    public AzmiStr Body;
}

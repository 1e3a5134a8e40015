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

/// <summary>A request of an administrator.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AzmiRestRequest
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>Not 0: the answer is a list, given entry by entry and page by page.</summary>
    public byte Paginate;

    /// <summary>Not 0: follow a long-running operation to its end.</summary>
    public byte Wait;

    /// <summary>The method; absent: GET.</summary>
    public AzmiStr Method;

    /// <summary>A path below the Resource Manager endpoint.</summary>
    public AzmiStr Path;

    /// <summary>An absolute URI, in place of a path.</summary>
    public AzmiStr Uri;

    /// <summary>Appended as api-version, unless the query has one.</summary>
    public AzmiStr ApiVersion;

    /// <summary>The body.</summary>
    public AzmiStr Body;

    /// <summary>The token's audience; absent: the one that belongs to the host.</summary>
    public AzmiStr Resource;

    /// <summary>Further headers.</summary>
    public AzmiHeader* Headers;

    /// <summary>Number of headers.</summary>
    public nuint HeadersLen;

    /// <summary>Not 0: an answer with any HTTP status is a result of the call.</summary>
    public byte AnyStatus;
}

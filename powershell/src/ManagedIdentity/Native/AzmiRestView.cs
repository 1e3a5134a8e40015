using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>A response, or one page of it; the body is borrowed from its handle.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiRestView
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>HTTP status.</summary>
    public uint HttpStatus;

    /// <summary>1 if it's a list whose entries can be read one by one.</summary>
    public byte IsList;

    /// <summary>1 if there's another page.</summary>
    public byte HasNext;

    /// <summary>Number of entries.</summary>
    public nuint ItemsLen;

    /// <summary>Number of headers.</summary>
    public nuint HeadersLen;

    /// <summary>The body as received.</summary>
    public AzmiStr Body;
}

/// <summary>A REST request.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AzmiRestRequest
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>Not 0: treat the response as a list, to be read by entries and pages.</summary>
    public byte Paginate;

    /// <summary>Not 0: follow a long-running operation to its end.</summary>
    public byte Wait;

    /// <summary>The method; absent means GET.</summary>
    public AzmiStr Method;

    /// <summary>A path below the Resource Manager endpoint.</summary>
    public AzmiStr Path;

    /// <summary>An absolute URI instead of a path.</summary>
    public AzmiStr Uri;

    /// <summary>Appended as api-version, unless the query has one.</summary>
    public AzmiStr ApiVersion;

    /// <summary>The body.</summary>
    public AzmiStr Body;

    /// <summary>The token's audience; absent means the audience for the host.</summary>
    public AzmiStr Resource;

    /// <summary>Additional headers.</summary>
    public AzmiHeader* Headers;

    /// <summary>Number of headers.</summary>
    public nuint HeadersLen;

    /// <summary>Not 0: return responses with any HTTP status instead of failing.</summary>
    public byte AnyStatus;
}

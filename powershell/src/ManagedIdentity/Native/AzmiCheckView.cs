using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>One check of a report; the strings are borrowed from its handle.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiCheckView
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>Number of the status.</summary>
    public uint Status;

    /// <summary>How long it took, in milliseconds.</summary>
    public ulong DurationMs;

    /// <summary>Its name.</summary>
    public AzmiStr Name;

    /// <summary>Name of the status.</summary>
    public AzmiStr StatusName;

    /// <summary>What was found, and what it means.</summary>
    public AzmiStr Detail;

    /// <summary>How to fix it.</summary>
    public AzmiStr Fix;
}

/// <summary>A service with a named audience; the strings live as long as the library.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiAudienceView
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>The name.</summary>
    public AzmiStr Name;

    /// <summary>What it is.</summary>
    public AzmiStr Description;

    /// <summary>Its audience in the requested cloud.</summary>
    public AzmiStr Audience;
}

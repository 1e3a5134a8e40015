using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>A service whose audience has a name; the texts live as long as the library.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiAudienceView
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>The name.</summary>
    public AzmiStr Name;

    /// <summary>What it is.</summary>
    public AzmiStr Description;

    /// <summary>Its audience in the cloud asked about.</summary>
    public AzmiStr Audience;
}

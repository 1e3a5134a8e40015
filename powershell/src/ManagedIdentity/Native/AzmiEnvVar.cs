using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>One variable of the environment that is passed in.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AzmiEnvVar
{
    /// <summary>Its name.</summary>
    public AzmiStr Name;

    /// <summary>Its value.</summary>
    public AzmiStr Value;
}

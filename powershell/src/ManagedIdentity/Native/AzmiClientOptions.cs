using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>The options of a client.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AzmiClientOptions
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>Number of the identity source; 0 detects it.</summary>
    public uint Source;

    /// <summary>Client id of a user-assigned identity.</summary>
    public AzmiStr ClientId;

    /// <summary>Object (principal) id of a user-assigned identity.</summary>
    public AzmiStr ObjectId;

    /// <summary>ARM id of a user-assigned identity.</summary>
    public AzmiStr IdentityResourceId;

    /// <summary>Client id or ARM id, distinguished by its form.</summary>
    public AzmiStr AccountId;

    /// <summary>Name of a cloud, or an ARM endpoint.</summary>
    public AzmiStr Environment;

    /// <summary>Subscription in which names are looked up.</summary>
    public AzmiStr SubscriptionId;

    /// <summary>The variables.</summary>
    public AzmiEnvVar* Env;

    /// <summary>Number of variables.</summary>
    public nuint EnvLen;

    /// <summary>Not 0: accept a token for a different identity than the requested one.</summary>
    public byte SkipIdentityCheck;
}

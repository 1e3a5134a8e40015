using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>What a client is made from.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AzmiClientOptions
{
    /// <summary>Size of this struct in bytes.</summary>
    public uint Size;

    /// <summary>Number of the identity source; 0 chooses automatically.</summary>
    public uint Source;

    /// <summary>Client id of a user-assigned identity.</summary>
    public AzmiStr ClientId;

    /// <summary>Object (principal) id of a user-assigned identity.</summary>
    public AzmiStr ObjectId;

    /// <summary>ARM id of a user-assigned identity.</summary>
    public AzmiStr IdentityResourceId;

    /// <summary>Client id or ARM id, told apart by its form.</summary>
    public AzmiStr AccountId;

    /// <summary>Name of a cloud, or an ARM endpoint.</summary>
    public AzmiStr Environment;

    /// <summary>Subscription that names are looked up in.</summary>
    public AzmiStr SubscriptionId;

    /// <summary>The variables.</summary>
    public AzmiEnvVar* Env;

    /// <summary>Number of variables.</summary>
    public nuint EnvLen;

    /// <summary>Not 0: accept a token of another identity than the one asked for.</summary>
    public byte SkipIdentityCheck;
}

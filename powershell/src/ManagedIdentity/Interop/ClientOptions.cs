using ManagedIdentity.Models;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>Converts the settings of a client for the library.</summary>
internal static unsafe class ClientOptions
{
    /// <summary>Lends the settings and the environment.</summary>
    /// <param name="settings">Which identity, and where.</param>
    /// <param name="variables">The environment, pinned by the caller.</param>
    /// <param name="variablesLen">Number of variables.</param>
    /// <param name="texts">Keeps the strings alive.</param>
    /// <returns>The options, valid as long as both.</returns>
    internal static AzmiClientOptions Lend(ClientSettings settings, AzmiEnvVar* variables, int variablesLen, NativeTexts texts) => new()
    {
        Size = (uint)sizeof(AzmiClientOptions),
        Source = (uint)settings.Source,
        ClientId = texts.Lend(settings.ClientId, "ClientId"),
        ObjectId = texts.Lend(settings.ObjectId, "ObjectId"),
        IdentityResourceId = texts.Lend(settings.IdentityResourceId, "IdentityResourceId"),
        AccountId = texts.Lend(settings.AccountId, "AccountId"),
        Environment = texts.Lend(settings.Environment, "Environment"),
        SubscriptionId = texts.Lend(settings.SubscriptionId, "SubscriptionId"),
        Env = variables,
        EnvLen = (nuint)variablesLen,
        SkipIdentityCheck = settings.SkipIdentityCheck ? (byte)1 : (byte)0,
    };
}

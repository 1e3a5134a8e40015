using System;
using ManagedIdentity.Errors;
using ManagedIdentity.Models;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>Asks one identity source for one identity. May be used by any number of threads at once.</summary>
internal sealed partial class Client : IDisposable
{
    private volatile ClientHandle _handle;
    private volatile EnvironmentVariables _environment;

    private Client(ClientHandle handle, ClientSettings settings, EnvironmentVariables environment)
    {
        _handle = handle;
        _environment = environment;
        Settings = settings;
    }

    /// <summary>What it was made with.</summary>
    internal ClientSettings Settings { get; }

    /// <summary>Whether it was disconnected.</summary>
    internal bool IsClosed => _handle.IsClosed;

    /// <summary>Checks the settings; sends nothing.</summary>
    /// <param name="settings">Which identity, and where.</param>
    /// <param name="environment">The variables it reads.</param>
    /// <returns>The client.</returns>
    /// <exception cref="ManagedIdentityException">A setting or a variable is wrong.</exception>
    internal static unsafe Client Create(ClientSettings settings, EnvironmentVariables environment)
    {
        _ = LibraryLoader.EnsureLoaded();
        using NativeTexts texts = new();
        AzmiEnvVar[] variables = texts.Lend(environment, out int count);
        fixed (AzmiEnvVar* env = variables)
        {
            AzmiClientOptions options = ClientOptions.Lend(settings, env, count, texts);
            IntPtr client;
            IntPtr error;
            Failure.ThrowIfFailed(NativeMethods.ClientNew(&options, &client, &error), error);
            return new(new ClientHandle(client), settings, environment);
        }
    }

    /// <summary>
    /// After the platform's endpoint refused the secret it once announced: takes over the one that it announces now, for the
    /// same endpoint. Before that refusal a changed secret may be another component's, and says nothing about this client.
    /// </summary>
    /// <param name="now">The variables now.</param>
    /// <returns>Whether there is a new secret to ask with.</returns>
    internal bool TakeNewSecret(EnvironmentVariables now)
    {
        ClientHandle old = _handle;
        if (old.IsClosed || !now.HasOnlyNewSecret(_environment))
        {
            return false;
        }

        // The old handle is left to its finalizer: another runspace may be about to ask with it.
        Client renewed = Create(Settings, now);
        _environment = now;
        _handle = renewed._handle;
        return true;
    }

    /// <summary>Signs in, and learns who and where this is.</summary>
    /// <param name="call">What the call brings with it.</param>
    /// <returns>A connection that owns this client.</returns>
    internal unsafe ManagedIdentityConnection Connect(CallSettings call)
    {
        using CallScope scope = new(_handle, call);
        AzmiCallOptions how = scope.Options;
        IntPtr connection;
        IntPtr error;
        int status = NativeMethods.ClientConnect(scope.Handle, &how, &connection, &error);
        try
        {
            scope.Finish(status, error);
            return Views.Connection(connection, this);
        }
        finally
        {
            NativeMethods.ConnectionFree(connection);
        }
    }

    /// <summary>Gets a token, from the cache where it can.</summary>
    /// <param name="request">Which token.</param>
    /// <param name="call">What the call brings with it.</param>
    /// <returns>The token.</returns>
    internal unsafe ManagedIdentityToken GetToken(TokenRequest request, CallSettings call)
    {
        using CallScope scope = new(_handle, call);
        AzmiTokenOptions options = new()
        {
            Size = (uint)sizeof(AzmiTokenOptions),
            ForceRefresh = request.ForceRefresh ? (byte)1 : (byte)0,
            Resource = scope.Texts.Lend(request.Resource, "Resource"),
            Claims = scope.Texts.Lend(request.Claims, "Claims"),
        };
        AzmiCallOptions how = scope.Options;
        IntPtr token;
        IntPtr error;
        int status = NativeMethods.TokenGet(scope.Handle, &options, &how, &token, &error);
        try
        {
            scope.Finish(status, error);
            return Views.Token(token);
        }
        finally
        {
            NativeMethods.TokenFree(token);
        }
    }

    /// <summary>Gets the principal of a machine.</summary>
    /// <param name="query">Which machine.</param>
    /// <param name="call">What the call brings with it.</param>
    /// <returns>The principal.</returns>
    internal unsafe VmPrincipal GetVmPrincipal(VmQuery query, CallSettings call)
    {
        using CallScope scope = new(_handle, call);
        AzmiVmQuery options = Lend(query, scope.Texts);
        AzmiCallOptions how = scope.Options;
        IntPtr principal;
        IntPtr error;
        int status = NativeMethods.VmPrincipalGet(scope.Handle, &options, &how, &principal, &error);
        try
        {
            scope.Finish(status, error);
            return Views.VmPrincipal(principal);
        }
        finally
        {
            NativeMethods.VmPrincipalFree(principal);
        }
    }

    /// <summary>Closes it; its tokens are wiped when no other client shares them. A running call ends first.</summary>
    public void Dispose() => _handle.Dispose();
}

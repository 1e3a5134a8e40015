using System;
using ManagedIdentity.Errors;
using ManagedIdentity.Models;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>Gets tokens for one identity from one identity source. Safe for concurrent use.</summary>
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

    /// <summary>The settings of the client.</summary>
    internal ClientSettings Settings { get; }

    /// <summary>Whether it was disconnected.</summary>
    internal bool IsClosed => _handle.IsClosed;

    /// <summary>Creates a client. Checks the settings; sends no request.</summary>
    /// <param name="settings">Which identity, and where.</param>
    /// <param name="environment">The environment variables.</param>
    /// <returns>The client.</returns>
    /// <exception cref="ManagedIdentityException">A setting or a variable is invalid.</exception>
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
    /// Takes over a new secret for the same endpoint after the endpoint refused the old one. Before that, a changed secret
    /// can belong to another component, and means nothing for this client.
    /// </summary>
    /// <param name="now">The current environment variables.</param>
    /// <returns>Whether the client has a new secret.</returns>
    internal bool TakeNewSecret(EnvironmentVariables now)
    {
        ClientHandle old = _handle;
        if (old.IsClosed || !now.HasOnlyNewSecret(_environment))
        {
            return false;
        }

        // The finalizer closes the old handle: another runspace may be about to use it.
        Client renewed = Create(Settings, now);
        _environment = now;
        _handle = renewed._handle;
        return true;
    }

    /// <summary>Signs in, and gets the details of the identity and the machine.</summary>
    /// <param name="call">The settings of the call.</param>
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

    /// <summary>Gets a token, from the cache if possible.</summary>
    /// <param name="request">Which token.</param>
    /// <param name="call">The settings of the call.</param>
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
    /// <param name="call">The settings of the call.</param>
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

    /// <summary>Closes the client after running calls end. Wipes its tokens unless another client shares them.</summary>
    public void Dispose() => _handle.Dispose();
}

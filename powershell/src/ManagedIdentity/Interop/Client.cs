using System;
using System.Runtime.InteropServices;
using ManagedIdentity.Errors;
using ManagedIdentity.Models;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>Asks one identity source for one identity. May be used by any number of threads at once.</summary>
internal sealed partial class Client : IDisposable
{
    private readonly ClientHandle _handle;

    private Client(ClientHandle handle, ClientSettings settings)
    {
        _handle = handle;
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
        AzmiEnvVar[] variables = texts.Lend(environment.Values);
        fixed (AzmiEnvVar* env = variables)
        {
            AzmiClientOptions options = ClientOptions.Lend(settings, env, variables.Length, texts);
            int status = NativeMethods.ClientNew(options, out ClientHandle handle, out ErrorHandle error);
            Failure.ThrowIfFailed(status, error);
            return new(handle, settings);
        }
    }

    /// <summary>Signs in, and learns who and where this is.</summary>
    /// <param name="call">What the call brings with it.</param>
    /// <returns>A connection that owns this client.</returns>
    internal ManagedIdentityConnection Connect(CallSettings call)
    {
        using CallScope scope = new(_handle, call);
        int status = NativeMethods.ClientConnect(_handle, scope.Options, out ConnectionHandle handle, out ErrorHandle error);
        using (handle)
        {
            scope.Finish(status, error);
            return Views.Connection(handle, this);
        }
    }

    /// <summary>Gets a token, from the cache where it can.</summary>
    /// <param name="request">Which token.</param>
    /// <param name="call">What the call brings with it.</param>
    /// <returns>The token.</returns>
    internal ManagedIdentityToken GetToken(TokenRequest request, CallSettings call)
    {
        using CallScope scope = new(_handle, call);
        AzmiTokenOptions options = new()
        {
            Size = (uint)Marshal.SizeOf<AzmiTokenOptions>(),
            ForceRefresh = request.ForceRefresh ? (byte)1 : (byte)0,
            Resource = scope.Texts.Lend(request.Resource, "Resource"),
            Claims = scope.Texts.Lend(request.Claims, "Claims"),
        };
        int status = NativeMethods.TokenGet(_handle, options, scope.Options, out TokenHandle handle, out ErrorHandle error);
        using (handle)
        {
            scope.Finish(status, error);
            return Views.Token(handle);
        }
    }

    /// <summary>Gets the principal of a machine.</summary>
    /// <param name="query">Which machine.</param>
    /// <param name="call">What the call brings with it.</param>
    /// <returns>The principal.</returns>
    internal VmPrincipal GetVmPrincipal(VmQuery query, CallSettings call)
    {
        using CallScope scope = new(_handle, call);
        AzmiVmQuery options = Lend(query, scope.Texts);
        int status = NativeMethods.VmPrincipalGet(_handle, options, scope.Options, out VmPrincipalHandle handle, out ErrorHandle error);
        using (handle)
        {
            scope.Finish(status, error);
            return Views.VmPrincipal(handle);
        }
    }

    /// <summary>Closes it; its tokens are wiped when no other client shares them. A running call ends first.</summary>
    public void Dispose() => _handle.Dispose();
}

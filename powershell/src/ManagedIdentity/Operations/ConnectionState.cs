using System;
using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>The connections of one runspace.</summary>
internal sealed class ConnectionState
{
    private readonly ExplicitConnectionFlag _explicit;
    private Client? _default;
    private EnvironmentVariables? _defaultEnvironment;
    private SeenNames? _seen;
    private bool _isExplicit;
    private Client? _asked;

    /// <param name="explicitConnections">Shared by all runspaces of the process.</param>
    internal ConnectionState(ExplicitConnectionFlag explicitConnections)
    {
        _explicit = explicitConnections;
    }

    /// <summary>The names that completion offers.</summary>
    internal SeenNames SeenNames => _seen ??= new SeenNames();

    /// <summary>The connection made last in this runspace, unless it was closed.</summary>
    internal ManagedIdentityConnection? Current { get; private set; }

    /// <summary>Starts a new sign-in. Whether or not it succeeds, the connection before it is no longer current.</summary>
    /// <param name="isExplicit">Whether it differs from the default.</param>
    /// <remarks>A script that continues after a failed sign-in must not act as the previous identity.</remarks>
    internal void Begin(bool isExplicit)
    {
        SetExplicit(isExplicit);
        Current = null;
    }

    /// <summary>Makes a connection current.</summary>
    /// <param name="connection">The connection.</param>
    internal void Use(ManagedIdentityConnection connection)
    {
        Current = connection;

        // Not earlier: until now the new client could share the tokens of the default client.
        DropDefault();
    }

    /// <summary>Closes a connection.</summary>
    /// <param name="connection">The connection to close; null means the current one, or the implicit default.</param>
    internal void Close(ManagedIdentityConnection? connection)
    {
        ManagedIdentityConnection? closed = connection ?? Current;
        if (closed is not null)
        {
            ClientOf(closed).Dispose();
        }

        if (ReferenceEquals(closed, Current))
        {
            Current = null;
            SetExplicit(false);
            DropDefault();
        }
    }

    /// <summary>Called when the runspace is closed: its choice no longer affects other runspaces.</summary>
    internal void Abandon() => SetExplicit(false);

    /// <summary>Returns the client for a command.</summary>
    /// <param name="connection">The connection that the user passed; null means the current connection, or else the default.</param>
    /// <param name="environment">Reads the current environment variables.</param>
    /// <returns>The client, owned by its connection or by this object.</returns>
    /// <exception cref="ManagedIdentityException">There is no usable connection.</exception>
    internal Client Resolve(ManagedIdentityConnection? connection, Func<EnvironmentVariables> environment) =>
        _asked = Choose(connection, environment);

    /// <summary>Takes over a new secret from the environment variables after the endpoint refused the old one.</summary>
    /// <param name="now">The current environment variables.</param>
    /// <returns>Whether the last resolved client has a new secret.</returns>
    internal bool TakeNewSecret(EnvironmentVariables now) => _asked?.TakeNewSecret(now) ?? false;

    private Client Choose(ManagedIdentityConnection? connection, Func<EnvironmentVariables> environment)
    {
        ManagedIdentityConnection? chosen = connection ?? Current;
        if (chosen is not null)
        {
            return ClientOf(chosen);
        }

        if (_isExplicit)
        {
            throw NoConnection(
                "The last Connect-ManagedIdentity of this session failed. It asked for a specific identity, source or environment, and the default identity could be a different one.",
                "Run Connect-ManagedIdentity again. To return to the default identity, run Disconnect-ManagedIdentity.");
        }

        if (_explicit.IsSet)
        {
            throw NoConnection(
                "This runspace has no connection. Another runspace of this process asked for a specific identity, source or environment, and the default identity could be a different one.",
                "Pass the connection of that runspace with -Connection $using:connection, or run Connect-ManagedIdentity here.");
        }

        return Default(environment());
    }

    /// <summary>Returns the settings of a connection.</summary>
    /// <param name="connection">The connection; null means the current one.</param>
    /// <returns>The settings; null if there's no connection.</returns>
    internal ClientSettings? SettingsOf(ManagedIdentityConnection? connection) =>
        (connection ?? Current) is { } chosen ? ClientOf(chosen).Settings : null;

    private static ManagedIdentityException NoConnection(string message, string hint) =>
        new(FailureStatus.NotConnected, FailureCode.NoConnectionInRunspace, message) { Hint = hint };

    private static Client ClientOf(ManagedIdentityConnection connection) =>
        connection.Client ?? throw new ManagedIdentityException(
            FailureStatus.NotConnected,
            FailureCode.DeserializedConnection,
            "This connection is a copy from another process, and can't get tokens.")
        {
            Hint = "Run Connect-ManagedIdentity inside the job or the remote session.",
        };

    // Without an explicit connection, the client must follow the environment: a changed variable creates a new client. Clients of
    // the same endpoint share their tokens, so they're still cached.
    private Client Default(EnvironmentVariables now)
    {
        if (_default is null || !now.Equals(_defaultEnvironment))
        {
            Client made = Client.Create(new ClientSettings(), now);
            DropDefault();
            _default = made;
            _defaultEnvironment = now;
        }

        return _default;
    }

    private void SetExplicit(bool value)
    {
        if (value != _isExplicit)
        {
            _isExplicit = value;
            (value ? (Action)_explicit.Raise : _explicit.Lower)();
        }
    }

    private void DropDefault()
    {
        _default?.Dispose();
        _default = null;
        _defaultEnvironment = null;
    }
}

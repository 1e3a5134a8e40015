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

    /// <summary>What completion offers.</summary>
    internal SeenNames SeenNames => _seen ??= new SeenNames();

    /// <summary>The connection made last in this runspace, unless it was closed.</summary>
    internal ManagedIdentityConnection? Current { get; private set; }

    /// <summary>Starts a new sign-in. Whether or not it succeeds, the connection before it is no longer current.</summary>
    /// <param name="isExplicit">Whether it asks for something other than the default.</param>
    /// <remarks>A script that goes on after a failed sign-in must not act as whoever was signed in before.</remarks>
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

        // Not earlier: until now the new client could share its tokens.
        DropDefault();
    }

    /// <summary>Closes a connection.</summary>
    /// <param name="connection">Which one; null: the current one, or the default made silently.</param>
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

    /// <summary>The runspace is closed: what it asked for binds nobody any more.</summary>
    internal void Abandon() => SetExplicit(false);

    /// <summary>What a command asks.</summary>
    /// <param name="connection">What the user passed; null: the current connection, else a default.</param>
    /// <param name="environment">The variables now.</param>
    /// <returns>The client, owned by its connection or by this.</returns>
    /// <exception cref="ManagedIdentityException">There is none to be had.</exception>
    internal Client Resolve(ManagedIdentityConnection? connection, Func<EnvironmentVariables> environment) =>
        _asked = Choose(connection, environment);

    /// <summary>After the endpoint refused its secret: whether the variables have a new one to ask it with.</summary>
    /// <param name="now">The variables now.</param>
    /// <returns>Whether the client that was resolved last asks with another secret from now on.</returns>
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

    /// <summary>What a connection was asked for with.</summary>
    /// <param name="connection">Which one; null: the current one.</param>
    /// <returns>The settings; null when there is no connection.</returns>
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

    // Nobody connected, so nobody expects yesterday's environment: a changed variable makes a new client. Clients that ask
    // the same endpoint share their tokens, so that costs nothing else.
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

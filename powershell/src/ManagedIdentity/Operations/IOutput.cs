using System;
using ManagedIdentity.Errors;

namespace ManagedIdentity.Operations;

/// <summary>Receives the output of an operation: a cmdlet, or a test.</summary>
internal interface IOutput
{
    /// <summary>Writes a result.</summary>
    /// <param name="value">The result.</param>
    void Result(object value);

    /// <summary>Reports a failure. In an engine, it doesn't return if the report ends the command.</summary>
    /// <param name="report">The failure.</param>
    void Failure(ErrorReport report);

    /// <summary>Writes a verbose message.</summary>
    /// <param name="text">A sentence.</param>
    void Verbose(string text);

    /// <summary>Writes a warning.</summary>
    /// <param name="text">A sentence.</param>
    void Warning(string text);

    /// <summary>Writes the progress of the command.</summary>
    /// <param name="status">A sentence; null completes the progress record.</param>
    /// <param name="percent">The completed percentage, or -1.</param>
    /// <param name="left">Time until the next step, if known.</param>
    void Progress(string? status, int percent, TimeSpan? left);

    /// <summary>Asks for confirmation of a change.</summary>
    /// <param name="target">The object to change.</param>
    /// <param name="action">The change.</param>
    /// <returns>Whether to make the change.</returns>
    bool Approve(string target, string action);

    /// <summary>Sets a variable of the caller.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    void SetVariable(string name, object value);

    /// <summary>Writes a last message while the command is being stopped and its streams accept no output.</summary>
    /// <param name="text">A sentence.</param>
    void WriteFinalWarning(string text);
}

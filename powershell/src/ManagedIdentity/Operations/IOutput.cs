using System;
using ManagedIdentity.Errors;

namespace ManagedIdentity.Operations;

/// <summary>Where an operation's results go: a cmdlet, or a test.</summary>
internal interface IOutput
{
    /// <summary>Takes a result.</summary>
    /// <param name="value">The result.</param>
    void Result(object value);

    /// <summary>Takes a failure. Does not return when the report says that it ends the command, if there is an engine.</summary>
    /// <param name="report">The failure.</param>
    void Failure(ErrorReport report);

    /// <summary>Takes a detail for who asked for it.</summary>
    /// <param name="text">A sentence.</param>
    void Verbose(string text);

    /// <summary>Takes what the user should know though the command goes on.</summary>
    /// <param name="text">A sentence.</param>
    void Warning(string text);

    /// <summary>Takes how far the command has come.</summary>
    /// <param name="status">A sentence; null: nothing is under way any more.</param>
    /// <param name="percent">How much is done, or -1.</param>
    /// <param name="left">Time until the next step, if that is known.</param>
    void Progress(string? status, int percent, TimeSpan? left);

    /// <summary>Asks whether to change something.</summary>
    /// <param name="target">What would be changed.</param>
    /// <param name="action">How.</param>
    /// <returns>Whether to do it.</returns>
    bool Approve(string target, string action);

    /// <summary>Sets a variable of the caller.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    void SetVariable(string name, object value);

    /// <summary>Takes a last word of a command that is being stopped, when nothing else is taken any more.</summary>
    /// <param name="text">A sentence.</param>
    void WriteFinalWarning(string text);
}

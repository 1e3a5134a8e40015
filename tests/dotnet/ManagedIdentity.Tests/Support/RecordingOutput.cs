using ManagedIdentity.Errors;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Tests.Support;

/// <summary>Records the output of an operation.</summary>
internal sealed class RecordingOutput : IOutput
{
    internal List<object> Results { get; } = [];

    internal List<ErrorReport> Failures { get; } = [];

    internal List<string> VerboseLines { get; } = [];

    internal List<string> Warnings { get; } = [];

    internal List<(string? Status, int Percent, TimeSpan? Left)> ProgressRecords { get; } = [];

    /// <summary>Called with each verbose line, like code of a host.</summary>
    internal Action<string>? OnVerbose { get; set; }

    internal List<(string Target, string Action)> Asked { get; } = [];

    internal Dictionary<string, object> Variables { get; } = [];

    internal List<string> FinalWarnings { get; } = [];

    /// <summary>The response to confirmation requests.</summary>
    internal bool Approves { get; set; } = true;

    /// <summary>Called with each result, like the next command in the pipeline.</summary>
    internal Action<object>? OnResult { get; set; }

    public void Result(object value)
    {
        Results.Add(value);
        OnResult?.Invoke(value);
    }

    public void Failure(ErrorReport report) => Failures.Add(report);

    public void Verbose(string text)
    {
        VerboseLines.Add(text);
        OnVerbose?.Invoke(text);
    }

    public void Warning(string text) => Warnings.Add(text);

    public void Progress(string? status, int percent, TimeSpan? left) => ProgressRecords.Add((status, percent, left));

    public bool Approve(string target, string action)
    {
        Asked.Add((target, action));
        return Approves;
    }

    public void SetVariable(string name, object value) => Variables[name] = value;

    public void WriteFinalWarning(string text) => FinalWarnings.Add(text);
}

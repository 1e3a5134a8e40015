using System;
using System.Management.Automation;
using ManagedIdentity.Errors;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Commands;

/// <summary>Hands an operation's output to the engine.</summary>
internal sealed class CmdletOutput : IOutput
{
    private const int ActivityId = 0x417A;
    private const string Activity = "Managed identity";
    private readonly PSCmdlet _cmdlet;

    internal CmdletOutput(PSCmdlet cmdlet)
    {
        _cmdlet = cmdlet;
    }

    /// <inheritdoc/>
    public void Result(object value) => _cmdlet.WriteObject(Views.Dress(value, _cmdlet));

    /// <inheritdoc/>
    public void Failure(ErrorReport report)
    {
        ErrorRecord record = ErrorRecords.From(report);
        if (report.Terminating)
        {
            _cmdlet.ThrowTerminatingError(record);
        }

        _cmdlet.WriteError(record);
    }

    /// <inheritdoc/>
    public void Verbose(string text) => _cmdlet.WriteVerbose(text);

    /// <inheritdoc/>
    public void Warning(string text) => _cmdlet.WriteWarning(text);

    /// <inheritdoc/>
    public void Progress(string? status, int percent, TimeSpan? left) => _cmdlet.WriteProgress(
        new ProgressRecord(ActivityId, Activity, status ?? Activity)
        {
            RecordType = status is null ? ProgressRecordType.Completed : ProgressRecordType.Processing,
            PercentComplete = percent,
            SecondsRemaining = left is TimeSpan time ? (int)Math.Ceiling(time.TotalSeconds) : -1,
        });

    /// <inheritdoc/>
    public bool Approve(string target, string action) => _cmdlet.ShouldProcess(target, action);

    /// <inheritdoc/>
    public void SetVariable(string name, object value) => _cmdlet.SessionState.PSVariable.Set(name, value);

    /// <inheritdoc/>
    /// <remarks>Writes to the host: the streams of a command that is being stopped accept no output.</remarks>
    public void WriteFinalWarning(string text) => _cmdlet.Host?.UI?.WriteWarningLine(text);
}

using System;
using System.Diagnostics;
using System.Globalization;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>Writes the events of a call.</summary>
internal sealed class EventWriter
{
    private readonly IOutput _output;
    private Stopwatch? _shown;

    internal EventWriter(IOutput output)
    {
        _output = output;
    }

    /// <summary>Writes an event, on the thread of the call.</summary>
    /// <param name="told">The event.</param>
    internal void Write(CallEvent told)
    {
        switch (told.Kind)
        {
            case CallEventKind.Warning:
                _output.Warning(told.Message);
                break;
            case CallEventKind.Progress:
                Progress(State(told), told.Total == 0 ? -1 : (int)Math.Min(100, told.Done * 100 / told.Total), null);
                break;
            case CallEventKind.Retry:
                // A silent wait of a minute looks like a hang.
                _output.Verbose(told.Message);
                Progress(told.Message, -1, told.Wait);
                break;
            default:
                _output.Verbose(told.Message);
                break;
        }
    }

    /// <summary>Completes the progress record.</summary>
    internal void Complete()
    {
        if (_shown is not null)
        {
            _shown = null;
            _output.Progress(null, -1, null);
        }
    }

    // A progress bar shows only the beginning of a long line, so the state and the elapsed time come first.
    private string State(CallEvent told)
    {
        TimeSpan elapsed = (_shown ??= Stopwatch.StartNew()).Elapsed;
        string counted = told.Total == 0
            ? told.Done.ToString(CultureInfo.InvariantCulture)
            : string.Format(CultureInfo.InvariantCulture, "{0} of {1}", told.Done, told.Total);
        string tail = ": " + counted;
        string activity = told.Message.EndsWith(tail, StringComparison.Ordinal)
            ? told.Message.Substring(0, told.Message.Length - tail.Length)
            : told.Message;
        int colon = activity.LastIndexOf(": ", StringComparison.Ordinal);
        string state = colon < 0 ? string.Empty : activity.Substring(colon + 2);
        string what = colon < 0 ? activity : activity.Substring(0, colon);
        if (told.Total != 0)
        {
            state = state.Length == 0 ? counted : state + ", " + counted;
        }

        string time = string.Format(CultureInfo.InvariantCulture, @"{0:h\:mm\:ss}", elapsed);
        return state.Length == 0 ? $"{time}: {what}" : $"{state}, {time}: {what}";
    }

    private void Progress(string status, int percent, TimeSpan? left)
    {
        _shown ??= Stopwatch.StartNew();
        _output.Progress(status, percent, left);
    }
}

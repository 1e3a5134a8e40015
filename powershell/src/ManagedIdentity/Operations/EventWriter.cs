using System;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>Shows the events of a call.</summary>
internal sealed class EventWriter
{
    private readonly IOutput _output;
    private bool _progressShown;

    internal EventWriter(IOutput output)
    {
        _output = output;
    }

    /// <summary>Shows an event, on the thread of the call.</summary>
    /// <param name="told">The event.</param>
    internal void Write(CallEvent told)
    {
        switch (told.Kind)
        {
            case CallEventKind.Warning:
                _output.Warning(told.Message);
                break;
            case CallEventKind.Progress:
                Progress(told.Message, told.Total == 0 ? -1 : (int)Math.Min(100, told.Done * 100 / told.Total), null);
                break;
            case CallEventKind.Retry:
                // A wait of a minute in silence looks like a hang.
                _output.Verbose(told.Message);
                Progress(told.Message, -1, told.Wait);
                break;
            default:
                _output.Verbose(told.Message);
                break;
        }
    }

    /// <summary>Takes progress off the screen.</summary>
    internal void Complete()
    {
        if (_progressShown)
        {
            _progressShown = false;
            _output.Progress(null, -1, null);
        }
    }

    private void Progress(string status, int percent, TimeSpan? left)
    {
        _progressShown = true;
        _output.Progress(status, percent, left);
    }
}

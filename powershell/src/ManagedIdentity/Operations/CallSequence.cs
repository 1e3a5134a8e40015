using System;
using System.Diagnostics;
using System.Globalization;
using ManagedIdentity.Errors;
using ManagedIdentity.Interop;

namespace ManagedIdentity.Operations;

/// <summary>
/// Native calls that belong together, such as the pages of a list: one time limit for all, one progress record. What the
/// receivers of the rows do between the calls costs none of the time.
/// </summary>
internal sealed class CallSequence
{
    private readonly OperationContext _context;
    private readonly EventWriter _events;
    private readonly Stopwatch _used = new();

    internal CallSequence(OperationContext context)
    {
        _context = context;
        _events = new EventWriter(context.Output);
    }

    /// <summary>Makes one call, and shows its events.</summary>
    /// <typeparam name="T">What it answers.</typeparam>
    /// <param name="call">The call.</param>
    /// <returns>The answer.</returns>
    /// <remarks>Where the endpoint refuses the secret that the platform once announced, and the variables have a new one, it is made once more.</remarks>
    internal T Call<T>(Func<CallSettings, T> call)
    {
        try
        {
            return Once(call);
        }
        catch (ManagedIdentityException failure)
        {
            if (!failure.IsRefusedSecret || !_context.State.TakeNewSecret(_context.Environment()))
            {
                throw;
            }
        }

        return Once(call);
    }

    /// <summary>Takes progress off the screen.</summary>
    internal void End() => _events.Complete();

    private T Once<T>(Func<CallSettings, T> call)
    {
        TimeSpan before = _used.Elapsed;
        CallSettings settings = new()
        {
            Timeout = Left(before),
            Cancel = _context.Cancel,
            OnEvent = _events.Write,
        };
        try
        {
            _used.Start();
            return call(settings);
        }
        catch (ManagedIdentityException failure)
        {
            // Not on other exceptions: a stopped pipeline takes no more output.
            End();
            if (failure.Status == FailureStatus.Timeout && before > TimeSpan.Zero)
            {
                throw OfWhole(failure);
            }

            throw;
        }
        finally
        {
            _used.Stop();
        }
    }

    // At least a millisecond, because none would mean no limit.
    private TimeSpan Left(TimeSpan before)
    {
        TimeSpan limit = new(0, 0, _context.TimeoutSec);
        return limit == TimeSpan.Zero || before == TimeSpan.Zero
            ? limit
            : TimeSpan.FromMilliseconds(Math.Max(1, (limit - before).TotalMilliseconds));
    }

    // The library knows only of the time that was left.
    private ManagedIdentityException OfWhole(ManagedIdentityException failure) => new(
        string.Format(CultureInfo.InvariantCulture, "The time limit of {0} s for the whole list was reached. {1}", _context.TimeoutSec, failure.Message),
        failure.Status,
        failure.Code,
        failure)
    {
        Hint = failure.Hint,
        Retryable = failure.Retryable,
        HttpStatus = failure.HttpStatus,
        ServiceCode = failure.ServiceCode,
        RequestId = failure.RequestId,
        CorrelationId = failure.CorrelationId,
        IdentitySource = failure.IdentitySource,
    };
}

using System;
using System.Diagnostics;
using System.Globalization;
using ManagedIdentity.Errors;
using ManagedIdentity.Interop;

namespace ManagedIdentity.Operations;

/// <summary>
/// A sequence of native calls, such as the pages of a list, with one time limit and one progress record. The time that the
/// pipeline spends between the calls doesn't count.
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

    /// <summary>Makes one call, and writes its events.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="call">The call.</param>
    /// <returns>The result.</returns>
    /// <remarks>Repeats the call once if the endpoint refuses its secret and the environment variables contain a new one.</remarks>
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

    /// <summary>Completes the progress record.</summary>
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
            // Only for this exception: a stopped pipeline accepts no output.
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

    // At least a millisecond, because zero would mean no limit.
    private TimeSpan Left(TimeSpan before)
    {
        TimeSpan limit = new(0, 0, _context.TimeoutSec);
        return limit == TimeSpan.Zero || before == TimeSpan.Zero
            ? limit
            : TimeSpan.FromMilliseconds(Math.Max(1, (limit - before).TotalMilliseconds));
    }

    // The library knows only the remaining time.
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

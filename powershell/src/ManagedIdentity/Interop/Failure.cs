using System;
using ManagedIdentity.Errors;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>Converts a status and its error handle to an exception.</summary>
internal static class Failure
{
    /// <summary>Throws if the status is a failure, and frees the error.</summary>
    /// <param name="status">The status that the library returned.</param>
    /// <param name="error">Its error; null if there's no failure.</param>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ManagedIdentityException">Any other failure.</exception>
    internal static void ThrowIfFailed(int status, IntPtr error)
    {
        if (status != 0)
        {
            throw Take(status, error);
        }
    }

    /// <summary>Creates the failure of a closed connection.</summary>
    /// <param name="inner">The exception that caused it.</param>
    /// <returns>The failure.</returns>
    internal static ManagedIdentityException Closed(Exception? inner) => new(
        FailureStatus.NotConnected,
        FailureCode.ConnectionClosed,
        "This connection was closed by Disconnect-ManagedIdentity.",
        inner)
    {
        Hint = "Run Connect-ManagedIdentity again.",
    };

    private static Exception Take(int status, IntPtr error)
    {
        try
        {
            ManagedIdentityException failure = Read(status, error);
            return failure.Status == FailureStatus.Cancelled
                ? new OperationCanceledException(failure.Message, failure)
                : failure;
        }
        finally
        {
            NativeMethods.ErrorFree(error);
        }
    }

    private static unsafe ManagedIdentityException Read(int status, IntPtr error)
    {
        AzmiErrorView view = new() { Size = (uint)sizeof(AzmiErrorView) };
        if (error == IntPtr.Zero || NativeMethods.ErrorView(error, &view) != 0)
        {
            return new((FailureStatus)status, FailureCode.Internal, $"The native library failed with status {status} and gave no details.");
        }

        return new(
            StrictUtf8.DecodeRequired(view.Message),
            (FailureStatus)view.Status,
            StrictUtf8.DecodeRequired(view.Code),
            inner: null)
        {
            Hint = Hints.ForPowerShell(StrictUtf8.Decode(view.Hint)),
            HttpStatus = (int)view.HttpStatus,
            Retryable = view.Retryable != 0,
            ServiceCode = StrictUtf8.Decode(view.ServiceCode),
            RequestId = StrictUtf8.Decode(view.RequestId),
            CorrelationId = StrictUtf8.Decode(view.CorrelationId),
            IdentitySource = StrictUtf8.Decode(view.Source),
        };
    }
}

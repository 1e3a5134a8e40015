using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>A successful answer, or one page of it.</summary>
internal sealed class RestAnswer : IDisposable
{
    private readonly RestAnswerHandle _handle;
    private readonly AzmiRestView _view;

    private RestAnswer(RestAnswerHandle handle)
    {
        _handle = handle;
        AzmiRestView view = new() { Size = (uint)Marshal.SizeOf<AzmiRestView>() };
        Failure.ThrowIfFailed(NativeMethods.RestView(handle, ref view, out ErrorHandle error), error);
        _view = view;
    }

    /// <summary>The HTTP status.</summary>
    internal int StatusCode => (int)_view.HttpStatus;

    /// <summary>Whether it is a list, as it was asked for.</summary>
    internal bool IsList => _view.IsList != 0;

    /// <summary>Takes over the handle of an answer once the call is known to have succeeded.</summary>
    /// <param name="handle">The handle.</param>
    /// <param name="finish">Throws what the call failed with.</param>
    /// <returns>The answer.</returns>
    internal static RestAnswer Read(RestAnswerHandle handle, Action finish)
    {
        try
        {
            finish();
            return new(handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Gets the page after this one.</summary>
    /// <param name="call">What the call brings with it.</param>
    /// <returns>The page; null when this is the last.</returns>
    internal RestAnswer? Next(CallSettings call)
    {
        if (_view.HasNext == 0)
        {
            return null;
        }

        using CallScope scope = new(null, call);
        int status = NativeMethods.RestNext(_handle, scope.Options, out RestAnswerHandle next, out ErrorHandle error);
        return Read(next, () => scope.Finish(status, error));
    }

    /// <summary>Copies the headers; names are in lower case.</summary>
    /// <returns>Names and values, in the order they came.</returns>
    internal IEnumerable<KeyValuePair<string, string>> Headers()
    {
        for (nuint i = 0; i < _view.HeadersLen; i++)
        {
            Failure.ThrowIfFailed(NativeMethods.RestHeader(_handle, i, out AzmiHeader header, out ErrorHandle error), error);
            yield return new(StrictUtf8.DecodeRequired(header.Name), StrictUtf8.DecodeRequired(header.Value));
        }
    }

    /// <summary>Copies the body.</summary>
    /// <returns>The bytes as they came.</returns>
    internal unsafe byte[] Body()
    {
        byte[] copy = new byte[checked((int)_view.Body.Len)];
        if (copy.Length > 0)
        {
            Marshal.Copy((IntPtr)_view.Body.Data, copy, 0, copy.Length);
        }

        return copy;
    }

    /// <summary>Copies the entries of this page.</summary>
    /// <returns>Each as JSON.</returns>
    internal string[] Entries()
    {
        string[] entries = new string[checked((int)_view.ItemsLen)];
        for (int i = 0; i < entries.Length; i++)
        {
            Failure.ThrowIfFailed(NativeMethods.RestItem(_handle, (nuint)i, out AzmiStr item, out ErrorHandle error), error);
            entries[i] = StrictUtf8.DecodeRequired(item);
        }

        return entries;
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}

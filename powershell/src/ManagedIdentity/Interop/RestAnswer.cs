using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>A response, or one page of it.</summary>
internal sealed class RestAnswer : IDisposable
{
    private readonly RestAnswerHandle _handle;
    private readonly AzmiRestView _view;

    private unsafe RestAnswer(RestAnswerHandle handle)
    {
        _handle = handle;
        AzmiRestView view = new() { Size = (uint)sizeof(AzmiRestView) };
        IntPtr error;
        int status = NativeMethods.RestView(handle.DangerousGetHandle(), &view, &error);
        GC.KeepAlive(handle);
        Failure.ThrowIfFailed(status, error);
        _view = view;
    }

    /// <summary>The HTTP status.</summary>
    internal int StatusCode => (int)_view.HttpStatus;

    /// <summary>Whether it's a list, and a list was requested.</summary>
    internal bool IsList => _view.IsList != 0;

    /// <summary>Takes over the handle of a response after a successful call.</summary>
    /// <param name="answer">The library's handle; null after a failure.</param>
    /// <param name="scope">The scope of the call.</param>
    /// <param name="status">The status that the library returned.</param>
    /// <param name="error">Its error.</param>
    /// <returns>The response.</returns>
    internal static RestAnswer Read(IntPtr answer, CallScope scope, int status, IntPtr error)
    {
        RestAnswerHandle handle = new(answer);
        try
        {
            scope.Finish(status, error);
            return new(handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Gets the next page.</summary>
    /// <param name="call">The settings of the call.</param>
    /// <returns>The page; null if this is the last one.</returns>
    internal unsafe RestAnswer? Next(CallSettings call)
    {
        if (_view.HasNext == 0)
        {
            return null;
        }

        using CallScope scope = new(_handle, call);
        AzmiCallOptions options = scope.Options;
        IntPtr next;
        IntPtr error;
        int status = NativeMethods.RestNext(scope.Handle, &options, &next, &error);
        return Read(next, scope, status, error);
    }

    /// <summary>Copies the headers, with names in lower case.</summary>
    /// <returns>Names and values, in the order of the response.</returns>
    internal IEnumerable<KeyValuePair<string, string>> Headers()
    {
        for (nuint i = 0; i < _view.HeadersLen; i++)
        {
            yield return Header(i);
        }
    }

    /// <summary>Copies the body.</summary>
    /// <returns>The bytes as received.</returns>
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
    /// <returns>The entries as JSON.</returns>
    internal string[] Entries()
    {
        string[] entries = new string[checked((int)_view.ItemsLen)];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = Entry((nuint)i);
        }

        return entries;
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private unsafe KeyValuePair<string, string> Header(nuint index)
    {
        AzmiHeader header;
        IntPtr error;
        Failure.ThrowIfFailed(NativeMethods.RestHeader(_handle.DangerousGetHandle(), index, &header, &error), error);
        KeyValuePair<string, string> copy = new(StrictUtf8.DecodeRequired(header.Name), StrictUtf8.DecodeRequired(header.Value));
        GC.KeepAlive(_handle);
        return copy;
    }

    private unsafe string Entry(nuint index)
    {
        AzmiStr item;
        IntPtr error;
        Failure.ThrowIfFailed(NativeMethods.RestItem(_handle.DangerousGetHandle(), index, &item, &error), error);
        string copy = StrictUtf8.DecodeRequired(item);
        GC.KeepAlive(_handle);
        return copy;
    }
}

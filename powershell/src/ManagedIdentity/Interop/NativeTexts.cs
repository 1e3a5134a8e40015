using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using ManagedIdentity.Models;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>The strings that one call lends to the library: pinned while it's open, then wiped.</summary>
internal sealed unsafe class NativeTexts : IDisposable
{
    private PinnedText? _last;

    /// <summary>Lends a string.</summary>
    /// <param name="text">The string; null means absent, an empty string doesn't.</param>
    /// <param name="what">The name of the value, for the error.</param>
    /// <returns>The borrowed string.</returns>
    internal AzmiStr Lend(string? text, string what) => text is null ? default : Pin(StrictUtf8.Encode(text, what));

    /// <summary>Lends a list of strings.</summary>
    /// <param name="texts">The strings.</param>
    /// <param name="what">The name of the value, for the error.</param>
    /// <returns>The borrowed strings.</returns>
    internal AzmiStr[] Lend(IReadOnlyList<string> texts, string what) => [.. texts.Select(text => Lend(text, what))];

    /// <summary>Lends headers.</summary>
    /// <param name="headers">Names and values.</param>
    /// <returns>The borrowed headers.</returns>
    internal AzmiHeader[] Lend(IReadOnlyList<KeyValuePair<string, string>> headers) =>
    [
        .. headers.Select(header => new AzmiHeader { Name = Lend(header.Key, "Headers"), Value = Lend(header.Value, "Headers") }),
    ];

    /// <summary>Lends the environment. Skips invalid text, which can't be a variable that the library reads.</summary>
    /// <param name="variables">Names and values.</param>
    /// <param name="count">The number of array elements that are used.</param>
    /// <returns>The borrowed variables.</returns>
    internal AzmiEnvVar[] Lend(EnvironmentVariables variables, out int count)
    {
        AzmiEnvVar[] lent = new AzmiEnvVar[variables.All.Count];
        count = 0;
        IDictionaryEnumerator each = variables.All.GetEnumerator();
        while (each.MoveNext())
        {
            if (StrictUtf8.TryEncode((string)each.Key) is byte[] name
                && StrictUtf8.TryEncode((string?)each.Value ?? string.Empty) is byte[] value)
            {
                lent[count++] = new AzmiEnvVar { Name = Pin(name), Value = Pin(value) };
            }
        }

        return lent;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (; _last is not null; _last = _last.Before)
        {
            _last.Wipe();
        }
    }

    private AzmiStr Pin(byte[] terminated)
    {
        _last = new PinnedText(terminated, _last);
        return _last.Borrowed;
    }

    // A linked list, because the runtime would compile List<GCHandle> in every process that gets a token.
    private sealed class PinnedText
    {
        private readonly byte[] _bytes;
        private GCHandle _pin;

        internal PinnedText(byte[] terminated, PinnedText? before)
        {
            _bytes = terminated;
            _pin = GCHandle.Alloc(terminated, GCHandleType.Pinned);
            Before = before;
        }

        internal PinnedText? Before { get; }

        internal AzmiStr Borrowed => new() { Data = (byte*)_pin.AddrOfPinnedObject(), Len = (nuint)(_bytes.Length - 1) };

        // Some variables are secrets: MSI_SECRET, IDENTITY_HEADER.
        internal void Wipe()
        {
            Array.Clear(_bytes, 0, _bytes.Length);
            _pin.Free();
        }
    }
}

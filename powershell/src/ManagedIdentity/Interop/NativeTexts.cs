using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>The texts that one call lends to the library: pinned while it lives, then wiped.</summary>
internal sealed unsafe class NativeTexts : IDisposable
{
    private readonly List<GCHandle> _pins = [];

    /// <summary>Lends a text.</summary>
    /// <param name="text">The text; null is absent, an empty one is there.</param>
    /// <param name="what">What it is, for the error.</param>
    /// <returns>The borrowed text.</returns>
    internal AzmiStr Lend(string? text, string what) => text is null ? default : Pin(StrictUtf8.Encode(text, what));

    /// <summary>Lends a list of texts.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="what">What they are, for the error.</param>
    /// <returns>The borrowed texts.</returns>
    internal AzmiStr[] Lend(IReadOnlyList<string> texts, string what) => [.. texts.Select(text => Lend(text, what))];

    /// <summary>Lends headers.</summary>
    /// <param name="headers">Names and values.</param>
    /// <returns>The borrowed headers.</returns>
    internal AzmiHeader[] Lend(IReadOnlyList<KeyValuePair<string, string>> headers) =>
    [
        .. headers.Select(header => new AzmiHeader { Name = Lend(header.Key, "Headers"), Value = Lend(header.Value, "Headers") }),
    ];

    /// <summary>Lends the environment. What isn't text can't be a variable that the library reads, so it is left out.</summary>
    /// <param name="variables">Names and values.</param>
    /// <returns>The borrowed variables.</returns>
    internal AzmiEnvVar[] Lend(IReadOnlyDictionary<string, string> variables)
    {
        List<AzmiEnvVar> lent = new(variables.Count);
        foreach (KeyValuePair<string, string> variable in variables)
        {
            if (StrictUtf8.TryEncode(variable.Key) is byte[] name && StrictUtf8.TryEncode(variable.Value) is byte[] value)
            {
                lent.Add(new AzmiEnvVar { Name = Pin(name), Value = Pin(value) });
            }
        }

        return [.. lent];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (GCHandle pin in _pins)
        {
            // Some variables are secrets: MSI_SECRET, IDENTITY_HEADER.
            byte[] bytes = (byte[])pin.Target!;
            Array.Clear(bytes, 0, bytes.Length);
            pin.Free();
        }

        _pins.Clear();
    }

    private AzmiStr Pin(byte[] bytes)
    {
        // One byte more than the text, so that an empty text has an address: without one it would count as absent.
        byte[] padded = new byte[bytes.Length + 1];
        bytes.CopyTo(padded, 0);
        Array.Clear(bytes, 0, bytes.Length);
        GCHandle pin = GCHandle.Alloc(padded, GCHandleType.Pinned);
        _pins.Add(pin);
        return new AzmiStr { Data = (byte*)pin.AddrOfPinnedObject(), Len = (nuint)bytes.Length };
    }
}

using System.Text;
using ManagedIdentity.Errors;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>Converts text for the library. Invalid text is an error; it's never replaced by question marks.</summary>
internal static class StrictUtf8
{
    private static readonly UTF8Encoding s_encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Encodes a string that a user passed.</summary>
    /// <param name="text">The text.</param>
    /// <param name="what">The name of the value, for the error.</param>
    /// <returns>Its UTF-8 bytes and a terminating zero.</returns>
    /// <exception cref="ManagedIdentityException">The text contains an unpaired surrogate.</exception>
    internal static byte[] Encode(string text, string what)
    {
        try
        {
            return Terminated(text);
        }
        catch (EncoderFallbackException invalid)
        {
            throw new ManagedIdentityException(
                FailureStatus.InvalidArgument,
                FailureCode.InvalidUtf8,
                $"The value of {what} isn't valid text: it has half a character at position {invalid.Index}.",
                invalid)
            {
                Hint = "Pass the complete value: it may have been cut in the middle of a character.",
            };
        }
    }

    /// <summary>Encodes a string that can be skipped.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Its UTF-8 bytes and a terminating zero, or null if it isn't valid.</returns>
    internal static byte[]? TryEncode(string text)
    {
        try
        {
            return Terminated(text);
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Copies a string of the library.</summary>
    /// <param name="text">The borrowed string.</param>
    /// <returns>The string, or null if absent.</returns>
    internal static unsafe string? Decode(AzmiStr text) =>
        text.Data is null ? null : s_encoding.GetString(text.Data, checked((int)text.Len));

    /// <summary>Copies a string of the library to a buffer that the caller can wipe.</summary>
    /// <param name="text">The borrowed string.</param>
    /// <param name="to">A buffer for as many characters as the string has bytes.</param>
    /// <returns>Number of characters.</returns>
    internal static unsafe int Decode(AzmiStr text, char* to) =>
        text.Len == 0 ? 0 : s_encoding.GetChars(text.Data, (int)text.Len, to, (int)text.Len);

    /// <summary>Reads bytes as text.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The text.</returns>
    /// <exception cref="DecoderFallbackException">The bytes aren't valid UTF-8.</exception>
    internal static string Decode(byte[] bytes) => s_encoding.GetString(bytes);

    /// <summary>Copies a string that every response has.</summary>
    /// <param name="text">The borrowed string.</param>
    /// <returns>The string, empty if absent.</returns>
    internal static string DecodeRequired(AzmiStr text) => Decode(text) ?? string.Empty;

    // The zero gives an empty string an address: without one it would count as absent.
    private static byte[] Terminated(string text)
    {
        byte[] bytes = new byte[s_encoding.GetByteCount(text) + 1];
        _ = s_encoding.GetBytes(text, 0, text.Length, bytes, 0);
        return bytes;
    }
}

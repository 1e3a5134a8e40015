using System.Text;
using ManagedIdentity.Errors;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>Text in and out of the library. What isn't text is an error, never replaced by question marks.</summary>
internal static class StrictUtf8
{
    private static readonly UTF8Encoding s_encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Encodes what a user passed.</summary>
    /// <param name="text">The text.</param>
    /// <param name="what">What it is, for the error.</param>
    /// <returns>Its UTF-8, and a zero.</returns>
    /// <exception cref="ManagedIdentityException">The text holds half a surrogate pair.</exception>
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

    /// <summary>Encodes a text that may be left out.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Its UTF-8 and a zero, or null when it isn't valid.</returns>
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

    /// <summary>Copies a text of the library.</summary>
    /// <param name="text">The borrowed text.</param>
    /// <returns>The text, or null when absent.</returns>
    internal static unsafe string? Decode(AzmiStr text) =>
        text.Data is null ? null : s_encoding.GetString(text.Data, checked((int)text.Len));

    /// <summary>Copies a text of the library to where the caller can wipe it.</summary>
    /// <param name="text">The borrowed text.</param>
    /// <param name="to">Room for as many characters as it has bytes.</param>
    /// <returns>Number of characters.</returns>
    internal static unsafe int Decode(AzmiStr text, char* to) =>
        text.Len == 0 ? 0 : s_encoding.GetChars(text.Data, (int)text.Len, to, (int)text.Len);

    /// <summary>Reads bytes as text.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The text.</returns>
    /// <exception cref="DecoderFallbackException">They are none.</exception>
    internal static string Decode(byte[] bytes) => s_encoding.GetString(bytes);

    /// <summary>Copies a text that is there in every answer.</summary>
    /// <param name="text">The borrowed text.</param>
    /// <returns>The text, empty when absent.</returns>
    internal static string DecodeRequired(AzmiStr text) => Decode(text) ?? string.Empty;

    // The zero is there so that an empty text has an address: without one it would count as absent.
    private static byte[] Terminated(string text)
    {
        byte[] bytes = new byte[s_encoding.GetByteCount(text) + 1];
        _ = s_encoding.GetBytes(text, 0, text.Length, bytes, 0);
        return bytes;
    }
}

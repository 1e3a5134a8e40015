using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ManagedIdentity.Errors;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>A request as the user typed it. Null means not given.</summary>
internal sealed class RestCommandLine : RestRequest
{
    private static readonly string[] s_reading = ["GET", "HEAD", "OPTIONS"];

    /// <summary>Strings are sent unchanged, other objects as JSON.</summary>
    internal object? Body { get; init; }

    internal IDictionary? Headers { get; init; }

    /// <summary>Name of the variable that receives the HTTP status.</summary>
    internal string? StatusCodeVariable { get; init; }

    /// <summary>Name of the variable that receives the headers.</summary>
    internal string? ResponseHeadersVariable { get; init; }

    /// <summary>The path or URI as the user typed it.</summary>
    internal string Target => Path ?? Uri ?? string.Empty;

    /// <summary>The target without its query, which can be long and contain secrets.</summary>
    internal string Place => Target.Split('?')[0];

    internal string MethodName => (Method ?? "GET").Trim().ToUpperInvariant();

    /// <summary>Whether the request can change something.</summary>
    internal bool Changes => !s_reading.Contains(MethodName);

    /// <summary>Writes body and headers as they are sent.</summary>
    /// <param name="json">Writes the body.</param>
    internal void Complete(IJson json)
    {
        BodyText = Body is null or string ? (string?)Body : Written(Body, json);
        HeaderTexts = [.. Pairs()];
    }

    private static string Written(object body, IJson json) => json.TryWrite(body, out string text)
        ? text
        : throw new ManagedIdentityException(
            FailureStatus.InvalidArgument,
            FailureCode.InvalidBody,
            "The body can't be converted to JSON completely: it's nested more than 100 levels deep.")
        {
            Hint = "Pass the JSON as text, or pass an object that contains only data.",
        };

    private static string Text(object? value) => value switch
    {
        string text => text,
        IEnumerable several => string.Join(", ", several.Cast<object?>().Select(Text)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
    };

    private IEnumerable<KeyValuePair<string, string>> Pairs()
    {
        if (Headers is not null)
        {
            foreach (DictionaryEntry header in Headers)
            {
                yield return new(Text(header.Key), Text(header.Value));
            }
        }
    }
}

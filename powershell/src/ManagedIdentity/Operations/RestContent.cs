using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using ManagedIdentity.Interop;

namespace ManagedIdentity.Operations;

/// <summary>Writes the content of a response: JSON as objects, text as strings, anything else as bytes.</summary>
internal static class RestContent
{
    private const string NoObject =
        "This version of PowerShell can't represent the JSON of the response as an object, so it's written as text. Names that differ only in case are one reason.";

    internal static void Write(OperationContext context, RestAnswer answer)
    {
        if (answer.IsList)
        {
            Entries(context, answer.Entries());
            return;
        }

        byte[] body = answer.Body();
        string type = answer.Headers().FirstOrDefault(header => header.Key == "content-type").Value ?? string.Empty;
        if (body.Length == 0)
        {
            return;
        }

        if (!MayBeText(type) || Text(body) is not string text)
        {
            context.Output.Result(body);
        }
        else if (!IsJson(type, text))
        {
            context.Output.Result(text);
        }
        else if (context.Json.TryRead(text, out object? value))
        {
            Parsed(context.Output, value);
        }
        else
        {
            context.Output.Warning(NoObject);
            context.Output.Result(text);
        }
    }

    // All at once, which is faster; one by one if an entry makes that fail.
    private static void Entries(OperationContext context, IReadOnlyList<string> entries)
    {
        if (context.Json.TryRead("[" + string.Join(",", entries) + "]", out object? all) && all is object?[] list)
        {
            Parsed(context.Output, list);
            return;
        }

        context.Output.Warning(NoObject);
        foreach (string entry in entries)
        {
            context.Output.Result(context.Json.TryRead(entry, out object? value) && value is not null ? value : entry);
        }
    }

    private static void Parsed(IOutput output, object? value)
    {
        foreach (object? each in value as object?[] ?? [value])
        {
            if (each is not null)
            {
                output.Result(each);
            }
        }
    }

    private static bool MayBeText(string type) => type.Length == 0
        || type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
        || Names(type, "json")
        || Names(type, "xml");

    private static bool IsJson(string type, string text) => type.Length == 0
        ? text.TrimStart().StartsWith("{", StringComparison.Ordinal) || text.TrimStart().StartsWith("[", StringComparison.Ordinal)
        : Names(type, "json");

    private static bool Names(string type, string format) => type.IndexOf(format, StringComparison.OrdinalIgnoreCase) >= 0;

    // Null if the bytes aren't text.
    private static string? Text(byte[] body)
    {
        try
        {
            return StrictUtf8.Decode(body).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}

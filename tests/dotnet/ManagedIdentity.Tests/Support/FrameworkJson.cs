using System.Text.Json;
using System.Text.Json.Nodes;
using ManagedIdentity.Operations;

namespace ManagedIdentity.Tests.Support;

/// <summary>Replaces the engine's cmdlets: reads objects as JsonObject, lists as arrays.</summary>
internal sealed class FrameworkJson : IJson
{
    /// <summary>A text that can't be read, as the engine can't read keys that differ only in case.</summary>
    internal Func<string, bool> Refuses { get; set; } = _ => false;

    public bool TryRead(string json, out object? value)
    {
        value = null;
        if (Refuses(json))
        {
            return false;
        }

        try
        {
            JsonNode? node = JsonNode.Parse(json);
            value = node is JsonArray array ? array.Select(each => (object?)each).ToArray() : node;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public bool TryWrite(object value, out string json)
    {
        json = JsonSerializer.Serialize(value);
        return !Refuses(json);
    }
}

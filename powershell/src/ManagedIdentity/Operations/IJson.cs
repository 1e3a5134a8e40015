namespace ManagedIdentity.Operations;

/// <summary>Reads and writes JSON like the engine's cmdlets.</summary>
internal interface IJson
{
    /// <summary>Reads a document.</summary>
    /// <param name="json">The document.</param>
    /// <param name="value">The value; a list is an array.</param>
    /// <returns>False if it isn't JSON, or the engine has no object for it.</returns>
    bool TryRead(string json, out object? value);

    /// <summary>Writes a document.</summary>
    /// <param name="value">The value.</param>
    /// <param name="json">The document.</param>
    /// <returns>False if it can't be written completely because it's nested too deeply.</returns>
    bool TryWrite(object value, out string json);
}

namespace ManagedIdentity.Operations;

/// <summary>JSON as the engine reads and writes it, so that what comes out is what the engine's own cmdlets would give.</summary>
internal interface IJson
{
    /// <summary>Reads a document.</summary>
    /// <param name="json">The document.</param>
    /// <param name="value">What it holds; a list comes as an array.</param>
    /// <returns>False when it can't be read: it isn't JSON, or the engine has no object for it.</returns>
    bool TryRead(string json, out object? value);

    /// <summary>Writes a document.</summary>
    /// <param name="value">What it is to hold.</param>
    /// <param name="json">The document.</param>
    /// <returns>False when it can't be written whole: it is nested too deeply.</returns>
    bool TryWrite(object value, out string json);
}

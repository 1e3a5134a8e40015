namespace ManagedIdentity.Models;

/// <summary>A service with a named audience.</summary>
internal sealed class Audience
{
    internal Audience(string name, string description, string uri)
    {
        Name = name;
        Description = description;
        Uri = uri;
    }

    internal string Name { get; }

    internal string Description { get; }

    /// <summary>The audience in the requested cloud.</summary>
    internal string Uri { get; }
}

namespace ManagedIdentity.Models;

/// <summary>A service whose audience has a name.</summary>
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

    /// <summary>The audience in the cloud that was asked about.</summary>
    internal string Uri { get; }
}

namespace ManagedIdentity.Models;

/// <summary>A user-assigned identity of a machine.</summary>
public sealed class VmUserAssignedIdentity
{
    internal VmUserAssignedIdentity(string name, string resourceId)
    {
        Name = name;
        ResourceId = resourceId;
    }

    /// <summary>Its ARM id.</summary>
    public string ResourceId { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its object id, which role assignments use; null if the response doesn't contain it.</summary>
    public string? PrincipalId { get; internal init; }

    /// <summary>Its application id, which token requests use; null if the response doesn't contain it.</summary>
    public string? ClientId { get; internal init; }

    /// <summary>Returns the name.</summary>
    /// <returns>One word, so that lists of them read well.</returns>
    public override string ToString() => Name;
}

namespace ManagedIdentity.Models;

/// <summary>What kind of identity a token belongs to. The numbers are those of the native library.</summary>
public enum IdentityType
{
    /// <summary>Neither the answer nor the token tells.</summary>
    Unknown = 0,

    /// <summary>The identity of the machine itself.</summary>
    SystemAssigned = 1,

    /// <summary>An identity of its own that is assigned to the machine.</summary>
    UserAssigned = 2,

    /// <summary>A person (Cloud Shell).</summary>
    User = 3,
}

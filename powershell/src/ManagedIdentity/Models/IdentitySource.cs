namespace ManagedIdentity.Models;

/// <summary>Where managed identity tokens come from. The values match those of the native library.</summary>
public enum IdentitySource
{
    /// <summary>The library detects the source.</summary>
    Auto = 0,

    /// <summary>Azure VM or scale set: the Instance Metadata Service.</summary>
    Vm = 1,

    /// <summary>App Service, Functions and other platforms with the same protocol.</summary>
    AppService = 2,

    /// <summary>Automation runbooks.</summary>
    Automation = 3,

    /// <summary>Azure Arc-enabled server.</summary>
    Arc = 4,

    /// <summary>Service Fabric.</summary>
    ServiceFabric = 5,

    /// <summary>Cloud Shell: a person's token.</summary>
    CloudShell = 6,

    /// <summary>Azure Machine Learning compute.</summary>
    MachineLearning = 7,

    /// <summary>The retired VM extension on port 50342.</summary>
    VmExtension = 8,
}

/// <summary>The kind of identity a token belongs to. The values match those of the native library.</summary>
public enum IdentityType
{
    /// <summary>Neither the response nor the token contains the kind.</summary>
    Unknown = 0,

    /// <summary>The identity of the machine itself.</summary>
    SystemAssigned = 1,

    /// <summary>A separate identity that is assigned to the machine.</summary>
    UserAssigned = 2,

    /// <summary>A person (Cloud Shell).</summary>
    User = 3,
}

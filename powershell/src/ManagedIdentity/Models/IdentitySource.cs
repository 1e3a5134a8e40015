namespace ManagedIdentity.Models;

/// <summary>Where a managed identity is asked for its token. The numbers are those of the native library.</summary>
public enum IdentitySource
{
    /// <summary>The source is chosen from what the machine shows.</summary>
    Auto = 0,

    /// <summary>Azure VM or scale set: the Instance Metadata Service.</summary>
    Vm = 1,

    /// <summary>App Service, Functions and what speaks their protocol.</summary>
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

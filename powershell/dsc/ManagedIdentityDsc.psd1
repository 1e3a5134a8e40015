@{
    RootModule             = 'ManagedIdentityDsc.psm1'
    ModuleVersion          = '0.1.0'
    GUID                   = '6a5d0c0e-6c0e-4f0a-9a53-2d1f3c7b8e44'
    Author                 = 'ManagedIdentity contributors'
    CompanyName            = 'ManagedIdentity contributors'
    Copyright              = 'MIT licence'
    Description            = 'DSC resource that reports and tests whether this machine can act as a managed identity, for Windows PowerShell 5.1 and PowerShell 7; and a resource manifest over azmi for DSC 3.'
    CompatiblePSEditions   = @('Desktop', 'Core')
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    RequiredModules        = @(@{ ModuleName = 'ManagedIdentity'; ModuleVersion = '0.1.0' })
    DscResourcesToExport   = @('ManagedIdentityAccess')
    CmdletsToExport        = @()
    FunctionsToExport      = @()
    AliasesToExport        = @()
    VariablesToExport      = @()
    PrivateData            = @{
        PSData = @{
            Tags = @('Azure', 'ManagedIdentity', 'DSC', 'DesiredStateConfiguration', 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux')
        }
    }
}

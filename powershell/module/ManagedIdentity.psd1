@{
    RootModule             = 'ManagedIdentity.dll'
    ModuleVersion          = '0.1.0'
    GUID                   = '2ecee175-efb9-43cb-bf09-dda947f943e9'
    Author                 = 'ManagedIdentity contributors'
    CompanyName            = 'ManagedIdentity contributors'
    Copyright              = 'MIT licence'
    Description            = 'Sign in with the managed identity of this machine, get access tokens, learn the identities of VMs, and send any request to Azure. One small native library, no other dependency, for Windows PowerShell 5.1 and PowerShell 7.'
    CompatiblePSEditions   = @('Desktop', 'Core')
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CmdletsToExport        = @(
        'Connect-ManagedIdentity'
        'Disconnect-ManagedIdentity'
        'Get-ManagedIdentityConnection'
        'Get-ManagedIdentityToken'
        'Get-VmIdentity'
        'Get-VmPrincipalId'
        'Invoke-ManagedIdentityRestMethod'
        'Start-ManagedIdentityEmulator'
        'Stop-ManagedIdentityEmulator'
        'Test-ManagedIdentity'
    )
    FunctionsToExport      = @()
    AliasesToExport        = @()
    VariablesToExport      = @()
    PrivateData            = @{
        PSData = @{
            Tags = @('Azure', 'ManagedIdentity', 'MSI', 'Identity', 'Token', 'VirtualMachine', 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux')
        }
    }
}

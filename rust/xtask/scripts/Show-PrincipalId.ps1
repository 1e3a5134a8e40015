# Signs in with the machine's managed identity and prints its principal id. Valid in Windows PowerShell 5.1 and PowerShell 7.
[CmdletBinding()]
param(
    # Folder of the packed module.
    [Parameter(Mandatory)] [string] $Module
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

Import-Module -Name (Join-Path -Path $Module -ChildPath 'ManagedIdentity.psd1')

$null = Connect-ManagedIdentity -WarningAction SilentlyContinue
Get-VmPrincipalId

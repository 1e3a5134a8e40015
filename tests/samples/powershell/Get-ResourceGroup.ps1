<#
.SYNOPSIS
Lists the resource groups of a subscription with Invoke-RestMethod and the header that the module makes.
.EXAMPLE
./Get-ResourceGroup.ps1 -SubscriptionId 22222222-2222-4222-8222-222222222222
#>
[CmdletBinding()]
[OutputType([string])]
param(
    [Parameter(Mandatory)]
    [string] $SubscriptionId,

    # Resource Manager of the cloud.
    [uri] $Endpoint = 'https://management.azure.com'
)

$ErrorActionPreference = 'Stop'
Import-Module ManagedIdentity

$connection = Connect-ManagedIdentity
Write-Verbose "Signed in as $($connection.PrincipalId)."

# Asked for at each page: the cache answers, and a token that is about to end is replaced.
$uri = [uri]::new($Endpoint, "/subscriptions/$SubscriptionId/resourcegroups?api-version=2021-04-01")
while ($uri) {
    $page = Invoke-RestMethod -Uri $uri -Headers (Get-ManagedIdentityToken -AsHeader)
    $page.value | ForEach-Object { $_.name }
    $uri = if ($page.PSObject.Properties['nextLink']) { $page.nextLink }
}

Disconnect-ManagedIdentity

<#
.SYNOPSIS
    Reports why this machine can't act as an identity and get tokens for Key Vault, if it can't.
.EXAMPLE
    ./ManagedIdentityAccess.ps1
.EXAMPLE
    ./ManagedIdentityAccess.ps1 -Identity 66666666-6666-4666-8666-666666666661
#>
param(
    # SystemAssigned, or the client id or ARM id of a user-assigned identity.
    [string] $Identity = 'SystemAssigned'
)

$resource = @{
    Name       = 'ManagedIdentityAccess'
    ModuleName = 'ManagedIdentityDsc'
    Property   = @{ Identity = $Identity; Resource = 'KeyVault' }
}
if (-not (Invoke-DscResource @resource -Method Test).InDesiredState) {
    (Invoke-DscResource @resource -Method Get).Reason
}

# The DSC resource of ManagedIdentity, for Windows PowerShell 5.1 and PowerShell 7.
# It's in a separate module: a class needs a script module, which would slow down the import of ManagedIdentity.

[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSDSCDscTestsPresent', '', Justification = 'The tests are with those of the other module.')]
param()

# Checks whether this machine can get a token as an identity. It only reports and tests, because changes must be made in Azure.
[DscResource()]
class ManagedIdentityAccess {
    # 'SystemAssigned', or the client id or ARM id of a user-assigned identity.
    [DscProperty(Key)]
    [string] $Identity

    # The audience of the token: a name such as Arm or KeyVault, or a URI.
    [DscProperty()]
    [string] $Resource = 'Arm'

    # The identity source of this machine.
    [DscProperty()]
    [string] $Source = 'Auto'

    # The time limit for each call, in seconds.
    [DscProperty()]
    [int] $TimeoutSec = 100

    # Whether a token for that identity was issued.
    [DscProperty(NotConfigurable)]
    [bool] $CanSignIn

    # The reason if not: the error id, the message, and the recommended action.
    [DscProperty(NotConfigurable)]
    [string] $Reason

    [DscProperty(NotConfigurable)]
    [string] $PrincipalId

    [DscProperty(NotConfigurable)]
    [string] $ClientId

    [DscProperty(NotConfigurable)]
    [string] $TenantId

    [DscProperty(NotConfigurable)]
    [string] $IdentityResourceId

    # Gets the identity of the token, and whether it's the requested one.
    [ManagedIdentityAccess] Get() {
        $found = [ManagedIdentityAccess]::new()
        $found.Identity = $this.Identity
        $found.Resource = $this.Resource
        $found.Source = $this.Source
        $found.TimeoutSec = $this.TimeoutSec
        $connection = $null
        try {
            $connect = @{ Source = $this.Source; TimeoutSec = $this.TimeoutSec; ErrorAction = 'Stop'; WarningAction = 'SilentlyContinue'; SkipCurrent = $true }
            if ($this.Identity -ne 'SystemAssigned') { $connect['AccountId'] = $this.Identity }
            $connection = Connect-ManagedIdentity @connect
            $token = Get-ManagedIdentityToken -Connection $connection -Resource $this.Resource -TimeoutSec $this.TimeoutSec -ErrorAction Stop
            $found.PrincipalId = $token.PrincipalId
            $found.ClientId = $token.ClientId
            $found.TenantId = $token.TenantId
            $found.IdentityResourceId = $token.IdentityResourceId
            if ($this.Identity -eq 'SystemAssigned' -and "$($connection.IdentityType)" -eq 'UserAssigned') {
                # Without a system-assigned identity, the endpoint uses the only user-assigned one.
                $found.Reason = "SystemAssignedNotEnabled: the user-assigned identity $($token.IdentityResourceId) answered. Enable the system-assigned one: az vm identity assign"
            } else {
                $found.CanSignIn = $true
            }
        } catch {
            $id = ("$($_.FullyQualifiedErrorId)" -split ',')[0]
            $found.Reason = "${id}: $($_.Exception.Message)"
            if ($_.ErrorDetails -and $_.ErrorDetails.RecommendedAction) { $found.Reason += " $($_.ErrorDetails.RecommendedAction)" }
        } finally {
            if ($connection) { Disconnect-ManagedIdentity -Connection $connection }
        }
        return $found
    }

    [bool] Test() {
        $found = $this.Get()
        if (-not $found.CanSignIn) { Write-Verbose -Message $found.Reason }
        return $found.CanSignIn
    }

    # Identities are assigned in Azure by an authorised person: a machine can't assign one to itself.
    [void] Set() {
        $found = $this.Get()
        if (-not $found.CanSignIn) {
            throw "This machine can't act as '$($this.Identity)', and can't change that itself. $($found.Reason)"
        }
    }
}

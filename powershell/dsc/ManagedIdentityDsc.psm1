# The DSC resource of ManagedIdentity. Valid in Windows PowerShell 5.1 and PowerShell 7.
# It stands in a module of its own: a class needs a script module, which would slow the import of ManagedIdentity down.

[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSDSCDscTestsPresent', '', Justification = 'The tests stand with those of the other module.')]
param()

# Whether this machine can get a token as an identity. It reports and tests; what it finds missing only Azure can change.
[DscResource()]
class ManagedIdentityAccess {
    # 'SystemAssigned', or the client id or ARM id of a user-assigned identity.
    [DscProperty(Key)]
    [string] $Identity

    # The audience that a token is asked for: a name such as Arm or KeyVault, or a URI.
    [DscProperty()]
    [string] $Resource = 'Arm'

    # Where identities come from on this machine.
    [DscProperty()]
    [string] $Source = 'Auto'

    # Seconds for all that is asked.
    [DscProperty()]
    [int] $TimeoutSec = 100

    # Whether a token was given, and for that identity.
    [DscProperty(NotConfigurable)]
    [bool] $CanSignIn

    # Why not: the id of the error, its message, and what to do.
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

    # The identity that answers, and whether it is the one that was named.
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
                # Without a system-assigned identity the machine answers as its only user-assigned one.
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

    # Who may use an identity is decided in Azure, by somebody with the right to: a machine can't give itself one.
    [void] Set() {
        $found = $this.Get()
        if (-not $found.CanSignIn) {
            throw "This machine can't act as '$($this.Identity)', and can't change that itself. $($found.Reason)"
        }
    }
}

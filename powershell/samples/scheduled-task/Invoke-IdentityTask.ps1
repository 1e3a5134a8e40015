<#
.SYNOPSIS
    Runs as a scheduled task: works with the machine's identity, and ends with an exit code.
.DESCRIPTION
    Runs unattended as SYSTEM or a service account, so it reports its result by its exit code, and with -EventLog also by an entry in
    the Application log. The entry contains the error id and the correlation id, with which Azure support finds the request. It never
    contains a token. For Windows PowerShell 5.1 and PowerShell 7.

    Exit codes: 0 done, 1 no identity or no token, 2 anything else.
.EXAMPLE
    ./Invoke-IdentityTask.ps1 -Resource KeyVault
.EXAMPLE
    ./Invoke-IdentityTask.ps1 -Resource KeyVault -EventLog
#>
[CmdletBinding()]
param(
    # The service that the work needs a token for.
    [string] $Resource = 'Arm',
    # Client id or ARM id of a user-assigned identity. The default is the system-assigned identity.
    [string] $AccountId,
    # Write an entry to the event log. The first entry creates its source, ManagedIdentityTask, which SYSTEM may do.
    [switch] $EventLog
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Write-Outcome {
    param([string] $Type, [int] $Id, [string] $Text, [bool] $Entry)
    Write-Output -InputObject $Text
    if ($Entry) {
        # Windows PowerShell doesn't escape quotes, and a trailing backslash would escape the closing quote. With either, text from a
        # service could become arguments, such as another computer to write to.
        $description = ($Text -replace '"', "'" -replace '[\x00-\x1F\x7F]', ' ').TrimEnd('\', ' ')
        if ($description.Length -gt 2000) { $description = $description.Substring(0, 2000).TrimEnd('\', ' ') }
        # PowerShell 7 has no Write-EventLog; eventcreate is part of Windows.
        $null = & eventcreate /L APPLICATION /SO ManagedIdentityTask /T $Type /ID $Id /D "$description"
    }
}

try {
    Import-Module -Name ManagedIdentity
    $connect = @{}
    if ($AccountId) { $connect['AccountId'] = $AccountId }
    $connection = Connect-ManagedIdentity @connect
    $token = Get-ManagedIdentityToken -Connection $connection -Resource $Resource

    # The work goes here: $token.Token is a SecureString, Get-ManagedIdentityToken -AsHeader returns a header.
    Write-Outcome -Type INFORMATION -Id 100 -Entry $EventLog -Text "Signed in as $($token.PrincipalId) for $($token.Resource)."
    exit 0
} catch {
    $exception = $_.Exception
    if ($exception.GetType().FullName -ne 'ManagedIdentity.Errors.ManagedIdentityException') {
        Write-Outcome -Type ERROR -Id 102 -Entry $EventLog -Text "$($_.FullyQualifiedErrorId): $($exception.Message)"
        exit 2
    }
    $text = "$($exception.Code): $($exception.Message)"
    if ($exception.Hint) { $text += " $($exception.Hint)" }
    # Identity endpoints return one id for a request, Resource Manager two.
    $correlation = if ($exception.CorrelationId) { $exception.CorrelationId } else { $exception.RequestId }
    if ($correlation) { $text += " Correlation id: $correlation." }
    Write-Outcome -Type ERROR -Id 101 -Entry $EventLog -Text $text
    exit 1
}

<#
.SYNOPSIS
    What a scheduled task runs: does its work with the machine's identity, and ends with an exit code.
.DESCRIPTION
    Runs without anybody to look at it, as SYSTEM or a service account, so it says how it went in two ways: by its exit code, and with
    -EventLog by an entry in the Application log. The entry names the error id and the correlation id, by which Azure's support finds
    the request; it never holds a token. Valid in Windows PowerShell 5.1 and PowerShell 7.

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
    # Client id or ARM id of a user-assigned identity; without it the system-assigned one.
    [string] $AccountId,
    # Write an entry into the event log. Its source, ManagedIdentityTask, is made by the first entry, which SYSTEM may do.
    [switch] $EventLog
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Write-Outcome {
    param([string] $Type, [int] $Id, [string] $Text, [bool] $Entry)
    Write-Output -InputObject $Text
    if ($Entry) {
        # Windows PowerShell passes quotes on as they are, and a backslash at the end would escape the closing one: with either, words
        # of a service could become arguments, such as another computer to write to.
        $description = ($Text -replace '"', "'" -replace '[\x00-\x1F\x7F]', ' ').TrimEnd('\', ' ')
        if ($description.Length -gt 2000) { $description = $description.Substring(0, 2000).TrimEnd('\', ' ') }
        # In PowerShell 7 there is no Write-EventLog; this program is on every Windows.
        $null = & eventcreate /L APPLICATION /SO ManagedIdentityTask /T $Type /ID $Id /D "$description"
    }
}

try {
    Import-Module -Name ManagedIdentity
    $connect = @{}
    if ($AccountId) { $connect['AccountId'] = $AccountId }
    $connection = Connect-ManagedIdentity @connect
    $token = Get-ManagedIdentityToken -Connection $connection -Resource $Resource

    # The work itself goes here: $token.Token is a SecureString, Get-ManagedIdentityToken -AsHeader makes a header.
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
    # Identity endpoints have one id for a request, Resource Manager two.
    $correlation = if ($exception.CorrelationId) { $exception.CorrelationId } else { $exception.RequestId }
    if ($correlation) { $text += " Correlation id: $correlation." }
    Write-Outcome -Type ERROR -Id 101 -Entry $EventLog -Text $text
    exit 1
}

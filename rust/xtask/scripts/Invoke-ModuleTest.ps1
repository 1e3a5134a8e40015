# Runs the Pester tests of the module. Valid in Windows PowerShell 5.1 and PowerShell 7.
[CmdletBinding()]
param(
    # Pester's manifest.
    [Parameter(Mandatory)] [string] $Pester,
    # Folder of the test files.
    [Parameter(Mandatory)] [string] $Path
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

Import-Module -Name $Pester

$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$run = Invoke-Pester -Configuration $configuration

# A block or file can fail outside any test, without a failed test; that must fail the run. So must a run without any
# test.
$failed = $run.FailedCount + $run.FailedBlocksCount + $run.FailedContainersCount
if ($failed -gt 0 -or $run.PassedCount -eq 0) { exit 1 }

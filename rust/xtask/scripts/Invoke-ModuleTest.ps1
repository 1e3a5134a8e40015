# Runs the Pester tests of the module and writes how many passed. Valid in Windows PowerShell 5.1 and PowerShell 7.
[CmdletBinding()]
param(
    # Pester's manifest.
    [Parameter(Mandatory)] [string] $Pester,
    # Folder of the test files.
    [Parameter(Mandatory)] [string] $Path,
    # File that the counts go to, as JSON.
    [Parameter(Mandatory)] [string] $Result
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

Import-Module -Name $Pester

$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$run = Invoke-Pester -Configuration $configuration

# A block or a file that failed outside any test leaves no failed test behind, but must fail the run.
$broken = $run.FailedBlocksCount + $run.FailedContainersCount
$counts = [ordered]@{
    Passed  = $run.PassedCount
    Failed  = $run.FailedCount + $broken
    Skipped = $run.SkippedCount + $run.NotRunCount
}
[IO.File]::WriteAllText($Result, ($counts | ConvertTo-Json -Compress))
if ($counts.Failed -gt 0) { exit 1 }

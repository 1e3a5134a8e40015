# Checks every script of the repository with PSScriptAnalyzer. Valid in Windows PowerShell 5.1 and PowerShell 7.
[CmdletBinding()]
param(
    # PSScriptAnalyzer's manifest.
    [Parameter(Mandatory)] [string] $Analyzer,
    # Root of the repository.
    [Parameter(Mandatory)] [string] $Root
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

Import-Module -Name $Analyzer

$settings = Join-Path -Path $PSScriptRoot -ChildPath 'PSScriptAnalyzerSettings.psd1'
$folders = 'powershell', 'tests', 'rust', 'docs' | ForEach-Object { Join-Path -Path $Root -ChildPath $_ } | Where-Object { Test-Path -Path $_ }
$files = @(Get-ChildItem -Path $folders -Recurse -File -Include '*.ps1', '*.psm1', '*.psd1') + @(Get-ChildItem -Path $Root -File -Filter '*.ps1')
$findings = @($files | ForEach-Object { Invoke-ScriptAnalyzer -Path $_.FullName -Settings $settings })

$findings | ForEach-Object { '{0}:{1} {2}: {3}' -f $_.ScriptPath, $_.Line, $_.RuleName, $_.Message }
'{0} scripts, {1} findings' -f $files.Count, $findings.Count
if ($findings.Count -gt 0) { exit 1 }

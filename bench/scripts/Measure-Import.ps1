# Measures importing a module in a warm engine, after importing another binary module. Prints milliseconds.
[CmdletBinding()]
param(
    # A module that does nothing, to warm up the engine.
    [Parameter(Mandatory)] [string] $Warm,
    # The module to measure.
    [Parameter(Mandatory)] [string] $Module
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

Import-Module -Name $Warm
$clock = [Diagnostics.Stopwatch]::StartNew()
Import-Module -Name $Module
$clock.Stop()
$clock.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)

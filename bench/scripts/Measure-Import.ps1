# What importing a module costs once the engine is warm: another binary module was imported before. Prints milliseconds.
[CmdletBinding()]
param(
    # A module that does nothing, for warming up.
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

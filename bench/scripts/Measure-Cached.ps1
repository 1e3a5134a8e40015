# Measures a cached token through the cmdlet, and a cmdlet that does nothing. Prints microseconds per call: ours, empty.
[CmdletBinding()]
param(
    # The module.
    [Parameter(Mandatory)] [string] $Module,
    # The module that does nothing.
    [Parameter(Mandatory)] [string] $Empty,
    # Calls in each round.
    [int] $Calls = 2000
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

Import-Module -Name $Module, $Empty
$resource = 'https://management.azure.com'
foreach ($round in 1..6) {
    $clock = [Diagnostics.Stopwatch]::StartNew()
    for ($i = 0; $i -lt $Calls; $i++) { $null = Get-ManagedIdentityToken -Resource $resource }
    $ours = $clock.Elapsed.TotalMilliseconds * 1000 / $Calls
    $clock.Restart()
    for ($i = 0; $i -lt $Calls; $i++) { $null = Get-EmptyToken -Resource $resource }
    $none = $clock.Elapsed.TotalMilliseconds * 1000 / $Calls
    # The first rounds include compilation.
    if ($round -gt 2) { [string]::Format([cultureinfo]::InvariantCulture, '{0} {1}', $ours, $none) }
}

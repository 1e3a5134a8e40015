<#
.SYNOPSIS
    Runs `cargo xtask` from PowerShell.
.DESCRIPTION
    Passes all arguments on: demo, test, lint, header, peers, package, bench. Valid in Windows PowerShell 5.1 and PowerShell 7.
.EXAMPLE
    ./build.ps1 demo
.EXAMPLE
    ./build.ps1 test --require dotnet,pwsh
#>

$ErrorActionPreference = 'Stop'

if (-not (Get-Command -Name cargo -CommandType Application -ErrorAction SilentlyContinue)) {
    Write-Error -Message 'cargo was not found. Install Rust from https://rustup.rs and open a new session.'
}

# PowerShell passes a,b as an array; cargo xtask needs the comma.
$words = @($args | ForEach-Object { if ($_ -is [array]) { $_ -join ',' } else { $_ } })
if ($words.Count -eq 0) { $words = @('--help') }

Push-Location -Path $PSScriptRoot
try {
    & cargo xtask @words
}
finally {
    Pop-Location
}
exit $LASTEXITCODE

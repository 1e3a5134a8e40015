# The PowerShell blocks of the README and the docs, run in order as a reader would, in the emulator's default world: a new process for each page.
# A block that can't run there stands below <!-- not run: REASON -->, and has to fail when it is tried.

BeforeDiscovery {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    $script:pages = Get-DocumentPage
    $script:left = foreach ($one in $pages) { $one.Blocks | Where-Object { $_.NotRun } | ForEach-Object { @{ Page = $one.Page } + $_ } }
}

BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    $script:emulator = Open-Emulator
    $script:dist = Get-Needed -Name AZMI_TEST_DIST
    $script:modules = Split-Path -Path (Split-Path -Path (Get-Needed -Name AZMI_TEST_MODULE))
    $script:before = $env:PSModulePath, $env:PATH, $env:ProgramFiles
    # Runspaces and jobs of an example find the module by its name.
    $env:PSModulePath = $modules + [IO.Path]::PathSeparator + $env:PSModulePath
    $env:PATH = (Split-Path -Path (Get-Needed -Name AZMI_TEST_AZMI)) + [IO.Path]::PathSeparator + $env:PATH

    # What stands in for the machine of a reader: the files that the pages speak of, and what belongs to Windows or changes the user's folders.
    $script:prelude = (Get-StandIn) + @'

function Unblock-File { param($Path) if (-not (Test-Path -Path $Path)) { throw "there is no $Path" } }
function Install-PSResource {
    param($Name, $Repository)
    if (-not $Repository) { throw 'nothing is published' }
    $null = New-Item -Path installed -ItemType Directory -Force
    Save-PSResource -Name $Name -Repository $Repository -Path installed -TrustRepository -PassThru
    Unregister-PSResourceRepository -Name $Repository
}
if (-not (Get-Command -Name Save-PSResource -ErrorAction Ignore)) {
    # What a client of repositories does: finds the package, and unpacks it.
    function Register-PSResourceRepository { param($Name, $Uri, [switch] $Trusted) $global:registered = @{ Name = $Name; Uri = $Uri; Trusted = $Trusted } }
    function Unregister-PSResourceRepository { param($Name) if ($global:registered.Name -ne $Name) { throw "$Name isn't registered" } }
    function Save-PSResource {
        param($Name, $Repository, $Path, [switch] $TrustRepository, [switch] $PassThru)
        if ($global:registered.Name -ne $Repository) { throw "$Repository isn't registered" }
        $package = Get-ChildItem -Path $global:registered.Uri -Filter "$Name.*.nupkg"
        Copy-Item -Path $package.FullName -Destination "$Path/package.zip"
        Expand-Archive -Path "$Path/package.zip" -DestinationPath "$Path/$Name"
        if ($PassThru -and $TrustRepository) { Get-Item -Path "$Path/$Name/$Name.psd1" }
    }
}
# Somebody who looks up an error has had one.
Get-VmPrincipalId -Name nope -ErrorAction SilentlyContinue 3>$null
$ErrorActionPreference = 'Stop'
'@

    # Runs blocks in a folder with those files; returns a line for each block, with how many things it wrote.
    function Invoke-Page {
        param([object[]] $Block)
        $place = Join-Path -Path $TestDrive -ChildPath ([Guid]::NewGuid().ToString('N'))
        $null = New-Item -Path $place, "$place/home" -ItemType Directory
        Get-ChildItem -Path $dist -Filter 'ManagedIdentity.*.zip' | Copy-Item -Destination $place
        @($emulator.environment.PSObject.Properties | ForEach-Object { "$($_.Name)=$($_.Value)" }) + '' | Set-Content -Path "$place/emulator.env"
        [IO.File]::WriteAllText("$place/template.json", @'
{"contentVersion":"1.0.0.0","parameters":{"name":{"type":"string"}},"resources":[{"type":"Microsoft.Storage/storageAccounts",
"apiVersion":"2023-01-01","name":"[parameters('name')]","location":"westeurope","sku":{"name":"Standard_LRS"},"kind":"StorageV2"}],
"outputs":{"name":{"type":"string","value":"[parameters('name')]"}}}
'@)
        $script = "Set-Location -Path '$place'; `$env:ProgramFiles = '$place'`n$prelude`n"
        foreach ($one in $Block) {
            $code = $one.Code.Replace('vault1.vault.azure.net', "vault1.vault.localhost:$(([uri] $emulator.arm).Port)").
                Replace('https://management.local.azurestack.external', $emulator.arm).
                Replace('./target/package', $modules).Replace('\\server\share\modules', $dist)
            $file = Join-Path -Path $place -ChildPath "line$($one.Line).ps1"
            [IO.File]::WriteAllText($file, $code)
            $script += "try { `$written = @(. '$file') } catch { 'FAILED line $($one.Line): ' + `$_; return }`n'line $($one.Line) wrote ' + `$written.Count`n"
        }
        $kept = $env:HOME, $env:XDG_DATA_HOME
        try {
            $env:HOME = "$place/home"; $env:XDG_DATA_HOME = $null
            Invoke-Redirected { Invoke-Fresh -Script $script 2>$null }
        } finally {
            $env:HOME, $env:XDG_DATA_HOME = $kept
        }
    }
}

AfterAll {
    $env:PSModulePath, $env:PATH, $env:ProgramFiles = $before
    Close-Emulator -Emulator $emulator
}

Describe 'The page <Page>' -ForEach $pages {
    BeforeEach {
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator
    }

    It 'has examples that run' {
        $run = @($Blocks | Where-Object { -not $_.NotRun })
        if ($PSVersionTable.PSVersion.Major -lt 7) {
            $run = @($run | Where-Object { $_.Code -notmatch '-Parallel|-Authentication|Start-ThreadJob|PSResource' })
        }
        $said = @(Invoke-Page -Block $run 3>$null)
        @($said | Where-Object { "$_" -like 'FAILED*' }) | Should -BeNullOrEmpty
        foreach ($block in $run) {
            # A value that is kept, a guard, a file, a change of the session.
            if (($block.Code -split '\n')[-1] -match '^(\$\w+ = |if |New-Az|Unblock-|Expand-|Remove-|Import-|azmi completion)|Export-Csv') { continue }
            $wrote = @($said | Where-Object { "$_" -like "line $($block.Line) wrote *" })
            $wrote | Should -HaveCount 1
            $wrote | Should -Not -BeLike '* wrote 0'
        }
    }
}

Describe 'What <Page> leaves out' -ForEach $left {
    It 'can''t run: line <Line>' -Skip:($env:OS -eq 'Windows_NT' -and $_.NotRun -like '*on Linux*') {
        $NotRun.Length | Should -BeGreaterThan 10 -Because 'it is a reason'
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator
        @(Invoke-Page -Block @{ Line = $Line; Code = $Code } 3>$null) -like 'FAILED*' | Should -HaveCount 1 -Because 'it runs otherwise'
    }
}

Describe 'All pages' {
    It 'have examples, of which few are left out' -ForEach @(@{ All = @($pages.Blocks) }) {
        $All.Count | Should -BeGreaterThan 35
        @($All | Where-Object { $_.NotRun }).Count | Should -BeLessOrEqual 3
    }
}

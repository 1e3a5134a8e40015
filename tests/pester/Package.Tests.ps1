BeforeDiscovery {
    $script:hasResources = [bool](Get-Module -Name Microsoft.PowerShell.PSResourceGet -ListAvailable)
}

BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    $script:dist = Get-Needed -Name AZMI_TEST_DIST
    $script:version = Split-Path -Path (Get-Needed -Name AZMI_TEST_MODULE) -Leaf
    $script:emulator = Open-Emulator

    # Runs a script in a new process whose home is a folder of the test, so that no repository of this machine's user is touched.
    function Invoke-Away {
        param([string] $Script)
        $home_ = Join-Path -Path $TestDrive -ChildPath 'home'
        $null = New-Item -Path $home_ -ItemType Directory -Force
        $kept = $env:HOME, $env:LOCALAPPDATA, $env:XDG_DATA_HOME, $env:XDG_CACHE_HOME
        try {
            $env:HOME = $home_; $env:LOCALAPPDATA = $home_; $env:XDG_DATA_HOME = $null; $env:XDG_CACHE_HOME = $null
            Invoke-Fresh -Module $null -Script $Script
        } finally {
            $env:HOME, $env:LOCALAPPDATA, $env:XDG_DATA_HOME, $env:XDG_CACHE_HOME = $kept
        }
    }
}

AfterAll { Close-Emulator -Emulator $emulator }

Describe 'What is handed out' {
    It 'has the checksums that it says it has' {
        $lines = Get-Content -Path (Join-Path -Path $dist -ChildPath 'SHA256SUMS')
        $lines.Count | Should -BeGreaterOrEqual 4
        $lines | ForEach-Object {
            $sum, $name = $_ -split '  ', 2
            (Get-FileHash -Path (Join-Path -Path $dist -ChildPath $name) -Algorithm SHA256).Hash | Should -Be $sum -Because $name
        }
    }

    It 'is installed from a repository that is a folder, and reaches native code' -Skip:(-not $hasResources) {
        $modules = Join-Path -Path $TestDrive -ChildPath 'installed'
        $null = New-Item -Path $modules -ItemType Directory
        $script = @'
$ErrorActionPreference = 'Stop'
Register-PSResourceRepository -Name local -Uri '{dist}' -Trusted
Save-PSResource -Name ManagedIdentityDsc -Repository local -Path '{modules}' -TrustRepository
Unregister-PSResourceRepository -Name local
$env:PSModulePath = '{modules}' + [IO.Path]::PathSeparator + $env:PSModulePath
Import-Module ManagedIdentity
(Get-Module ManagedIdentity).ModuleBase
Get-VmPrincipalId 3>$null
(Get-Module ManagedIdentityDsc -ListAvailable).Version.ToString()
'@ -replace '\{dist\}', $dist -replace '\{modules\}', $modules
        $said = @(Invoke-Away -Script $script)
        # The package of the resource brought the module that it needs.
        $said[0] | Should -Be (Join-Path -Path $modules -ChildPath "ManagedIdentity/$version")
        $said[1] | Should -Be $emulator.systemAssigned.principalId
        $said[2] | Should -Be $version
    }

    It 'is a gallery package that unpacked is the module, whole and able to run' {
        # What the clients of galleries do, for machines that have none of them.
        Add-Type -AssemblyName System.IO.Compression.FileSystem
        $to = Join-Path -Path $TestDrive -ChildPath "by hand/ManagedIdentity/$version"
        [IO.Compression.ZipFile]::ExtractToDirectory((Join-Path -Path $dist -ChildPath "ManagedIdentity.$version.nupkg"), $to)
        [xml] $about = Get-Content -LiteralPath (Join-Path -Path $to -ChildPath 'ManagedIdentity.nuspec') -Raw
        $about.package.metadata.version | Should -Be $version
        $about.package.metadata.tags | Should -Match '\bPSModule\b'
        Remove-Item -LiteralPath (Join-Path -Path $to -ChildPath '[Content_Types].xml'), (Join-Path -Path $to -ChildPath 'ManagedIdentity.nuspec')
        Remove-Item -LiteralPath (Join-Path -Path $to -ChildPath '_rels') -Recurse -Force
        $script = "`$env:PSModulePath = '$TestDrive/by hand' + [IO.Path]::PathSeparator + `$env:PSModulePath; Import-Module ManagedIdentity; (Get-Module ManagedIdentity).ModuleBase; Get-VmPrincipalId 3>`$null"
        $said = @(Invoke-Fresh -Module $null -Script $script)
        (Resolve-Path -Path $said[0]).Path | Should -Be (Resolve-Path -Path $to).Path
        $said[1] | Should -Be $emulator.systemAssigned.principalId
    }

    It 'is the same module in the zip and in the package' {
        Add-Type -AssemblyName System.IO.Compression.FileSystem
        $names = foreach ($name in "ManagedIdentity.$version.zip", "ManagedIdentity.$version.nupkg") {
            $archive = [IO.Compression.ZipFile]::OpenRead((Join-Path -Path $dist -ChildPath $name))
            try {
                $own = $archive.Entries.FullName -replace "^ManagedIdentity/$([regex]::Escape($version))/", '' |
                    Where-Object { $_ -notmatch '^(ManagedIdentityDsc/|_rels/|\[Content_Types\]|ManagedIdentity\.nuspec)' }
                , @($own | Sort-Object)
            } finally {
                $archive.Dispose()
            }
        }
        $names[0] | Should -Be $names[1]
        $names[0] | Should -Contain 'LICENSE'
        $names[0] | Should -Contain 'THIRD-PARTY-NOTICES.txt'
        $names[0] | Should -Contain 'sbom.cdx.json'
    }

    It 'has azmi beside the library, which runs' {
        $system = if ($env:OS -eq 'Windows_NT') { 'win' } else { 'linux' }
        $native = Get-ChildItem -Path $env:AZMI_TEST_MODULE -Recurse -Include 'azmi', 'azmi.exe' | Where-Object { $_.Directory.Name -like "$system-*" }
        $mine = $native | Where-Object { $_.Directory.Name -match "-$("$([Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture)".ToLower())$" }
        Invoke-Redirected { & $mine.FullName whoami --output tsv 2>$null } | Should -BeLike "$($emulator.systemAssigned.principalId)*"
    }

    It 'names every crate with its licence' {
        $bill = Get-Content -Path (Join-Path -Path $env:AZMI_TEST_MODULE -ChildPath 'sbom.cdx.json') -Raw | ConvertFrom-Json
        $bill.bomFormat | Should -Be 'CycloneDX'
        $bill.metadata.component.version | Should -Be $version
        $bill.components.name | Should -Contain 'tokio'
        $bill.components.name | Should -Not -Contain 'tempfile'
        $bill.components | ForEach-Object { $_.licenses[0].expression | Should -Not -BeNullOrEmpty -Because $_.name }
        $notices = Get-Content -Path (Join-Path -Path $env:AZMI_TEST_MODULE -ChildPath 'THIRD-PARTY-NOTICES.txt') -Raw
        $bill.components | Where-Object { $_.name -ne 'rust-std' -and $_.name -notlike 'azmi-*' } | ForEach-Object { $notices | Should -Match ([regex]::Escape("$($_.name) $($_.version) (")) }
    }
}

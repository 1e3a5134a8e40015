BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    $script:folder = Get-Needed -Name AZMI_TEST_MODULE
    $script:emulator = Open-Emulator
}

AfterAll { Close-Emulator -Emulator $emulator }

Describe 'Loading' {
    It 'can be imported twice, with -Force as well, and keeps its connection' {
        $script = "Import-Module '$folder/ManagedIdentity.psd1'; `$null = Connect-ManagedIdentity 3>`$null; Import-Module '$folder/ManagedIdentity.psd1' -Force; (Get-ManagedIdentityConnection).PrincipalId; @(Get-Module ManagedIdentity).Count; `$Error.Count"
        Invoke-Fresh -Script $script | Should -Be $emulator.systemAssigned.principalId, '1', '0'
    }

    It 'lies beside another version, and the one that was named is loaded' {
        $modules = Join-Path -Path $TestDrive -ChildPath 'versions/ManagedIdentity'
        $own = Split-Path -Path $folder -Leaf
        $null = New-Item -Path $modules -ItemType Directory
        Copy-Item -Path $folder -Destination $modules -Recurse
        Copy-Item -Path $folder -Destination (Join-Path -Path $modules -ChildPath '0.0.1') -Recurse
        $manifest = Join-Path -Path $modules -ChildPath '0.0.1/ManagedIdentity.psd1'
        [IO.File]::WriteAllText($manifest, [IO.File]::ReadAllText($manifest).Replace("ModuleVersion          = '$own'", "ModuleVersion          = '0.0.1'"))
        $path = "`$env:PSModulePath = '$(Split-Path -Path $modules)' + [IO.Path]::PathSeparator + `$env:PSModulePath;"
        Invoke-Fresh -Module $null -Script "$path Import-Module ManagedIdentity; (Get-Module ManagedIdentity).Version.ToString(); Get-VmPrincipalId 3>`$null" |
            Should -Be $own, $emulator.systemAssigned.principalId
        Invoke-Fresh -Module $null -Script "$path Import-Module ManagedIdentity -RequiredVersion 0.0.1; (Get-Module ManagedIdentity).Version.ToString(); Get-VmPrincipalId 3>`$null" |
            Should -Be '0.0.1', $emulator.systemAssigned.principalId
    }

    It 'refuses a second version in the same process' {
        $copy = Join-Path -Path $TestDrive -ChildPath ([Guid]::NewGuid().ToString('N'))
        Copy-Item -Path $folder -Destination $copy -Recurse
        $script = "`$null = Connect-ManagedIdentity 3>`$null; Remove-Module ManagedIdentity; try { Import-Module '$copy/ManagedIdentity.psd1' -ErrorAction Stop; `$null = Get-VmPrincipalId -ErrorAction Stop 3>`$null; 'works' } catch { `$_.FullyQualifiedErrorId }"
        # Either the engine keeps the assembly that it has, or the module says that another library is loaded; never a silent mixture.
        Invoke-Fresh -Script $script | Should -Match '^(works|NativeLibraryForeign|.*AssemblyWithSameNameAlreadyLoaded)'
    }

    It 'loads before and after other modules' {
        $script = "Import-Module Microsoft.PowerShell.Archive; Import-Module '$folder/ManagedIdentity.psd1'; Import-Module Microsoft.PowerShell.Utility, PackageManagement -ErrorAction Ignore; Get-VmPrincipalId 3>`$null"
        Invoke-Fresh -Module $null -Script $script | Should -Be $emulator.systemAssigned.principalId
    }

    It 'writes nothing to disk' {
        $place = Join-Path -Path $TestDrive -ChildPath 'home of nobody'
        $null = New-Item -Path $place -ItemType Directory
        $before = Get-ChildItem -Path $folder -Recurse | ForEach-Object { "$($_.FullName) $($_.LastWriteTimeUtc.Ticks)" }
        $kept = $env:HOME
        try {
            $env:HOME = $place
            # The engine's own caches are switched off or written before the module comes.
            $script = "`$env:PSModuleAnalysisCachePath = 'off'; `$null = Get-ChildItem; function Get-File { Get-ChildItem -Path '$place' -Recurse -Force -File | ForEach-Object FullName }; `$before = @(Get-File); Import-Module '$folder/ManagedIdentity.psd1'; `$null = Connect-ManagedIdentity 3>`$null; `$null = Get-ManagedIdentityToken; `$null = Test-ManagedIdentity; Disconnect-ManagedIdentity; @(Get-File | Where-Object { `$_ -notin `$before }).Count"
            Invoke-Fresh -Module $null -Script $script | Should -Be '0'
        } finally {
            $env:HOME = $kept
        }
        Get-ChildItem -Path $folder -Recurse | ForEach-Object { "$($_.FullName) $($_.LastWriteTimeUtc.Ticks)" } | Should -Be $before
    }
}

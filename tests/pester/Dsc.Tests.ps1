BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    $script:emulator = Open-Emulator
    $script:path = $env:PSModulePath
    $script:modules = Split-Path -Path (Split-Path -Path (Get-Needed -Name AZMI_TEST_MODULE))
    $env:PSModulePath = $modules + [IO.Path]::PathSeparator + $env:PSModulePath
    $version = Split-Path -Path $env:AZMI_TEST_MODULE -Leaf
    $script:folder = Join-Path -Path $modules -ChildPath "ManagedIdentityDsc/$version"

    # Calls a method of the resource in a new process, as the agent of DSC does, and returns what it says as JSON.
    function Invoke-Resource {
        param([string] $Method, [hashtable] $Property)
        $given = ($Property.Keys | ForEach-Object { "`$r.$_ = '$($Property[$_])';" }) -join ' '
        # A class is seen where the module was read with 'using', which must be the first line.
        $file = Join-Path -Path $TestDrive -ChildPath "$([Guid]::NewGuid().ToString('N')).ps1"
        [IO.File]::WriteAllText($file, "using module '$folder/ManagedIdentityDsc.psd1'`n`$r = [ManagedIdentityAccess]::new(); $given`ntry { ConvertTo-Json -InputObject `$r.$Method() -Compress } catch { ConvertTo-Json -InputObject @{ Thrown = `$_.Exception.Message } -Compress }")
        $said = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $file
        if ($said) { $said | ConvertFrom-Json }
    }
}

AfterAll {
    $env:PSModulePath = $path
    Close-Emulator -Emulator $emulator
}

Describe 'ManagedIdentityAccess' {
    It 'is exported by a manifest that needs this very module' {
        $manifest = Import-PowerShellDataFile -Path (Join-Path -Path $folder -ChildPath 'ManagedIdentityDsc.psd1')
        $manifest.DscResourcesToExport | Should -Be 'ManagedIdentityAccess'
        $manifest.ModuleVersion | Should -Be (Split-Path -Path $folder -Leaf)
        $manifest.RequiredModules.ModuleVersion | Should -Be $manifest.ModuleVersion
    }

    It 'tells that the machine can act as itself' {
        $found = Invoke-Resource -Method Get -Property @{ Identity = 'SystemAssigned' }
        $found.CanSignIn | Should -BeTrue
        $found.PrincipalId | Should -Be $emulator.systemAssigned.principalId
        $found.Reason | Should -BeNullOrEmpty
        Invoke-Resource -Method Test -Property @{ Identity = 'SystemAssigned' } | Should -BeTrue
        Invoke-Resource -Method Set -Property @{ Identity = 'SystemAssigned' } | Should -BeNullOrEmpty
    }

    It 'leaves the connection of its session alone' {
        $file = Join-Path -Path $TestDrive -ChildPath 'session.ps1'
        [IO.File]::WriteAllText($file, "using module '$folder/ManagedIdentityDsc.psd1'`n`$before = Connect-ManagedIdentity 3>`$null`n`$r = [ManagedIdentityAccess]::new(); `$r.Identity = '$($emulator.userAssigned[0].clientId)'; `$r.Test()`n(Get-ManagedIdentityConnection) -eq `$before`nGet-VmPrincipalId")
        & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $file | Should -Be 'True', 'True', $emulator.systemAssigned.principalId
    }

    It 'tells that the machine can act as <Which>' -ForEach @(@{ Which = 'clientId' }, @{ Which = 'resourceId' }) {
        $found = Invoke-Resource -Method Get -Property @{ Identity = $emulator.userAssigned[0].$Which; Resource = 'KeyVault' }
        $found.CanSignIn | Should -BeTrue
        $found.PrincipalId | Should -Be $emulator.userAssigned[0].principalId
    }

    It 'tells why the machine can not act as an identity, and that it can not fix that' {
        $property = @{ Identity = '66666666-6666-4666-8666-666666666669' }
        $found = Invoke-Resource -Method Get -Property $property
        $found.CanSignIn | Should -BeFalse
        $found.Reason | Should -BeLike 'IdentityNotAssigned: *'
        Invoke-Resource -Method Test -Property $property | Should -BeFalse
        (Invoke-Resource -Method Set -Property $property).Thrown | Should -BeLike "*can't change that itself*IdentityNotAssigned*"
    }

    It 'is not content with another identity than the machine''s own' {
        $only = Open-Emulator -Scenario @{ thisVm = 'vm1'; subscriptions = @(@{ subscriptionId = '22222222-2222-4222-8222-222222222222' }); userAssignedIdentities = @(@{ name = 'uai1'; resourceGroup = 'rg1' }); virtualMachines = @(@{ name = 'vm1'; resourceGroup = 'rg1'; identity = @{ userAssigned = @('uai1') } }) }
        try {
            $found = Invoke-Resource -Method Get -Property @{ Identity = 'SystemAssigned' }
            $found.CanSignIn | Should -BeFalse
            $found.Reason | Should -Match 'SystemAssignedNotEnabled'
        } finally {
            Close-Emulator -Emulator $only
            Enter-Emulator -Emulator $emulator
        }
    }
}

Describe 'The example' {
    It 'tells why an identity can not be used, and nothing where it can' {
        # Invoke-DscResource belongs to Windows PowerShell, or to a module that must be installed: it is replaced by what it does.
        function Invoke-DscResource {
            param([string] $Name, [string] $ModuleName, [string] $Method, [hashtable] $Property)
            if ("$ModuleName/$Name" -ne 'ManagedIdentityDsc/ManagedIdentityAccess') { throw "no resource $Name" }
            $said = Invoke-Resource -Method $Method -Property $Property
            if ($Method -eq 'Test') { [pscustomobject]@{ InDesiredState = $said } } else { $said }
        }
        $example = Join-Path -Path $folder -ChildPath 'Examples/ManagedIdentityAccess.ps1'
        & $example | Should -BeNullOrEmpty
        & $example -Identity '66666666-6666-4666-8666-666666666669' | Should -BeLike 'IdentityNotAssigned: *'
    }
}

Describe 'The manifest for DSC 3' {
    BeforeAll {
        $script:manifest = Get-Content -Path (Join-Path -Path $folder -ChildPath 'managedidentity.dsc.resource.json') -Raw | ConvertFrom-Json
    }

    It 'calls azmi, whose answer is what its schema says' {
        $manifest.get.executable | Should -Be 'azmi'
        $answer = & (Get-Needed -Name AZMI_TEST_AZMI) @($manifest.get.args) | ConvertFrom-Json
        $LASTEXITCODE | Should -Be 0
        # Not every engine can read a schema; this one says no more than names and simple types.
        $schema = $manifest.schema.embedded.properties
        $schema.PSObject.Properties.Name | Should -Be $answer.PSObject.Properties.Name
        foreach ($property in $answer.PSObject.Properties) {
            $type = if ($null -eq $property.Value) { 'null' } elseif ($property.Value -is [bool]) { 'boolean' } else { 'string' }
            $schema."$($property.Name)".type | Should -Contain $type -Because $property.Name
        }
        $answer.PrincipalId | Should -Be $emulator.systemAssigned.principalId
    }

    It 'has the version of the module' {
        $manifest.version | Should -Be (Split-Path -Path $folder -Leaf)
    }

    It 'is understood by dsc' -Skip:(-not (Get-Command -Name dsc -CommandType Application -ErrorAction Ignore)) {
        $programs = $env:PATH
        $env:PATH = $folder, (Split-Path -Path $env:AZMI_TEST_AZMI), $programs -join [IO.Path]::PathSeparator
        try {
            $state = '{}' | & dsc resource get --resource $manifest.type --file - | ConvertFrom-Json
            $state.actualState.PrincipalId | Should -Be $emulator.systemAssigned.principalId
        } finally {
            $env:PATH = $programs
        }
    }
}

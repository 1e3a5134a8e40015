BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    $script:emulator = Open-Emulator
    $script:own = $emulator.systemAssigned.principalId
}

AfterAll { Close-Emulator -Emulator $emulator }

Describe 'Get-VmPrincipalId' {
    BeforeAll {
        Enter-Emulator -Emulator $emulator
        $null = Connect-ManagedIdentity -WarningAction SilentlyContinue
    }

    AfterAll { Disconnect-ManagedIdentity }

    It 'writes the principal id of this machine, a string' {
        $id = Get-VmPrincipalId
        $id | Should -BeOfType string
        $id | Should -Be $own
    }

    It 'means the system-assigned identity, whichever the connection uses' {
        $other = Connect-ManagedIdentity -ClientId $emulator.userAssigned[0].clientId -WarningAction SilentlyContinue
        Get-VmPrincipalId -Connection $other -WarningAction SilentlyContinue | Should -Be $own
        $null = Connect-ManagedIdentity -WarningAction SilentlyContinue
    }

    It 'finds a machine by <How>' -ForEach @(
        @{ How = 'name'; Query = @{ Name = 'vm1' } }
        @{ How = 'the name that Az has'; Query = @{ VMName = 'vm1' } }
        @{ How = 'name and group'; Query = @{ Name = 'vm1'; ResourceGroupName = 'rg1' } }
        @{ How = 'its id'; Query = @{ ResourceId = $null } }
        @{ How = 'an id under the name Id'; Query = @{ Id = $null } }
    ) {
        foreach ($key in @($Query.Keys)) { if (-not $Query[$key]) { $Query[$key] = $emulator.vmResourceId } }
        Get-VmPrincipalId @Query | Should -Be $own
    }

    It 'takes the name by position' { Get-VmPrincipalId vm1 | Should -Be $own }

    It 'writes the principal id of a user-assigned identity with -IdentityName' {
        Get-VmPrincipalId -IdentityName uai2 | Should -Be $emulator.userAssigned[1].principalId
        'vm1', 'vm2' | Get-VmPrincipalId -ResourceGroupName rg1 -IdentityName uai1 |
            Should -Be $emulator.userAssigned[0].principalId, $emulator.userAssigned[0].principalId
    }

    It 'goes on with the next machine after a failure' {
        $found = 'nosuch', 'vm1', 'vm3', 'vm1' | Get-VmPrincipalId -ErrorVariable failed -ErrorAction SilentlyContinue
        $found | Should -Be $own, $own
        $failed | ForEach-Object { Get-ErrorCode -Record $_ } | Should -Be 'VmNotFound', 'SystemAssignedNotEnabled'
        $failed.TargetObject | Should -Be 'nosuch', 'vm3'
    }

    It 'takes objects with <What> from the pipeline' -ForEach @(
        @{ What = 'a name'; Object = @{ Name = 'vm1' } }
        @{ What = 'a name and a group'; Object = @{ Name = 'vm1'; ResourceGroupName = 'rg1' } }
        @{ What = 'name, group and id, as Az has'; Object = @{ Name = 'vm1'; ResourceGroupName = 'rg1'; Id = $null } }
        @{ What = 'a resource id'; Object = @{ ResourceId = $null } }
    ) {
        foreach ($key in @($Object.Keys)) { if (-not $Object[$key]) { $Object[$key] = $emulator.vmResourceId } }
        [pscustomobject]$Object, [pscustomobject]$Object | Get-VmPrincipalId | Should -Be $own, $own
    }

    It 'lets the id of an object count, and its name not' {
        [pscustomobject]@{ Name = 'renamed'; ResourceGroupName = 'moved'; Id = $emulator.vmResourceId } | Get-VmPrincipalId | Should -Be $own
    }

    It 'takes a connection from the pipeline as the machine it names' {
        Get-ManagedIdentityConnection | Get-VmPrincipalId | Should -Be $own
    }

    It 'refuses <What>, which would mean this machine' -ForEach @(
        @{ What = 'an empty name'; Ask = { Get-VmPrincipalId -Name '' -ErrorAction Stop }; Code = 'InvalidVmName' }
        @{ What = 'null as a name'; Ask = { Get-VmPrincipalId -Name $null -ErrorAction Stop }; Code = 'InvalidVmName' }
        @{ What = 'null from the pipeline'; Ask = { $null | Get-VmPrincipalId -ErrorAction Stop }; Code = 'InvalidVmName' }
        @{ What = 'an object whose name is null'; Ask = { [pscustomobject]@{ Name = $null } | Get-VmPrincipalId -ErrorAction Stop }; Code = 'InvalidVmName' }
        @{ What = 'an object whose id is null'; Ask = { [pscustomobject]@{ Id = $null } | Get-VmPrincipalId -ErrorAction Stop }; Code = 'InvalidVmName' }
        @{ What = 'an object without a name'; Ask = { [pscustomobject]@{ Size = 1 } | Get-VmPrincipalId -ErrorAction Stop }; Code = 'InvalidVmName' }
        @{ What = 'null as an id'; Ask = { Get-VmPrincipalId -ResourceId $null -ErrorAction Stop }; Code = 'InvalidVmName' }
        @{ What = 'an empty id'; Ask = { Get-VmPrincipalId -ResourceId '' -ErrorAction Stop }; Code = 'InvalidVmResourceId' }
        @{ What = 'null as an identity'; Ask = { Get-VmPrincipalId -IdentityName $null }; Code = 'ParameterArgumentValidationError' }
    ) {
        $Ask | Should -Throw -ErrorId "$Code,ManagedIdentity.Commands.GetVmPrincipalIdCommand"
    }

    It 'takes an object whose group is null' {
        [pscustomobject]@{ Name = 'vm1'; ResourceGroupName = $null; SubscriptionId = $null; Id = $null } | Get-VmPrincipalId | Should -Be $own
    }

    It 'writes nothing when several machines have the name, and lists their ids' {
        $two = @{
            subscriptions    = @(@{ subscriptionId = '22222222-2222-4222-8222-222222222222' })
            virtualMachines  = @(
                @{ name = 'twin'; resourceGroup = 'rg1'; identity = @{ systemAssigned = $true } }
                @{ name = 'twin'; resourceGroup = 'rg2'; identity = @{ systemAssigned = $true } }
            )
            thisVm           = '/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/twin'
            roleAssignments  = @(@{ principal = '/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/twin'; role = 'Reader' })
        }
        $world = Open-Emulator -Scenario $two
        try {
            $connection = Connect-ManagedIdentity -WarningAction SilentlyContinue
            $found = Get-VmPrincipalId -Name twin -Connection $connection -ErrorVariable failed -ErrorAction SilentlyContinue
            $found | Should -BeNullOrEmpty
            Get-ErrorCode -Record $failed[0] | Should -Be 'AmbiguousName'
            "$($failed[0])" | Should -BeLike '*resourceGroups/rg1/*twin*resourceGroups/rg2/*twin*'
        } finally {
            Close-Emulator -Emulator $world
            Enter-Emulator -Emulator $emulator
            $null = Connect-ManagedIdentity -WarningAction SilentlyContinue
        }
    }
}

Describe 'A one-line script' {
    BeforeEach { Enter-Emulator -Emulator $emulator }

    It 'needs no sign-in' { Invoke-Fresh -Script 'Get-VmPrincipalId 3>$null' | Should -Be $own }

    It 'gets no default where another identity was asked for in this process' {
        $script = @'
$null = Connect-ManagedIdentity -ClientId {0} 3>$null
$shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
$null = $shell.AddScript("Import-Module '{1}/ManagedIdentity.psd1'; Get-VmPrincipalId -ErrorAction Stop")
$null = $shell.Invoke()
$shell.Streams.Error[0].FullyQualifiedErrorId
'@ -f $emulator.userAssigned[0].clientId, $env:AZMI_TEST_MODULE
        Invoke-Fresh -Script $script | Should -Be 'NoConnectionInRunspace,ManagedIdentity.Commands.GetVmPrincipalIdCommand'
    }

    It 'sees a variable that was set after the default was made' {
        $script = @'
$host1 = $env:AZURE_POD_IDENTITY_AUTHORITY_HOST
$env:AZURE_POD_IDENTITY_AUTHORITY_HOST = 'http://127.0.0.1:9'
try { Get-VmPrincipalId } catch { $_.FullyQualifiedErrorId }
$env:AZURE_POD_IDENTITY_AUTHORITY_HOST = $host1
Get-VmPrincipalId 3>$null
'@
        Invoke-Fresh -Script $script | Should -Be 'NothingListening,ManagedIdentity.Commands.GetVmPrincipalIdCommand', $own
    }
}

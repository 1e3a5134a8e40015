BeforeDiscovery {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    $script:examples = Get-HelpExample -Name Get-VmIdentity
}

BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    $script:first = '22222222-2222-4222-8222-222222222222'
    $script:second = '22222222-2222-4222-8222-222222222223'
    $script:emulator = Open-Emulator -Scenario @{
        subscriptions          = @(@{ subscriptionId = $first }, @{ subscriptionId = $second })
        userAssignedIdentities = @(@{ name = 'uai1'; resourceGroup = 'rg1' }, @{ name = 'uai2'; resourceGroup = 'rg1' })
        virtualMachines        = @(
            @{ name = 'vm1'; resourceGroup = 'rg1'; identity = @{ systemAssigned = $true; userAssigned = @('uai1', 'uai2') } }
            @{ name = 'vm2'; resourceGroup = 'rg1'; identity = @{ userAssigned = @('uai1') } }
            @{ name = 'vm3'; resourceGroup = 'rg1' }
            @{ name = 'twin'; resourceGroup = 'rg1' }
            @{ name = 'twin'; resourceGroup = 'rg1'; subscriptionId = $second }
        )
        virtualMachineScaleSets = @(@{ name = 'uniform'; resourceGroup = 'rg1'; instances = @('0', '1'); identity = @{ systemAssigned = $true } })
        resources              = @(@{ type = 'Microsoft.HybridCompute/machines'; name = 'arc1'; resourceGroup = 'rg2'; identity = @{ systemAssigned = $true } })
        thisVm                 = 'vm1'
        roleAssignments        = @(
            @{ principal = 'vm1'; role = 'Reader' }
            @{ principal = 'vm1'; role = 'Reader'; scope = "/subscriptions/$second" }
        )
        arm                    = @{ fleet = @{ count = 2500 } }
    }
    $script:count = 2506
}

AfterAll { Close-Emulator -Emulator $emulator }

Describe 'Get-VmIdentity' {
    BeforeAll {
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator
        $null = Connect-ManagedIdentity -WarningAction SilentlyContinue
    }

    AfterAll { Disconnect-ManagedIdentity }

    It 'writes this machine with all its identities' {
        $machine = Get-VmIdentity
        $machine | Should -BeOfType ManagedIdentity.Models.VmIdentity
        $machine.Name, $machine.ResourceGroupName, $machine.SubscriptionId | Should -Be 'vm1', 'rg1', $first
        $machine.ResourceId | Should -Be $emulator.vmResourceId
        $machine.IdentityType | Should -Be 'SystemAssigned, UserAssigned'
        $machine.PrincipalId | Should -Be $emulator.systemAssigned.principalId
        $machine.TenantId | Should -Be $emulator.tenantId
        $machine.UserAssignedIdentities.Name | Should -Be 'uai1', 'uai2'
        $machine.UserAssignedIdentities[1].PrincipalId | Should -Be $emulator.userAssigned[1].principalId
        $machine.UserAssignedIdentities[1].ClientId | Should -Be $emulator.userAssigned[1].clientId
        $machine.UserAssignedIdentities[1].ResourceId | Should -Be $emulator.userAssigned[1].resourceId
    }

    It 'finds a machine by <How>' -ForEach @(
        @{ How = 'name'; Query = @{ Name = 'vm1' } }
        @{ How = 'the name that Az has'; Query = @{ VMName = 'vm1' } }
        @{ How = 'name and group'; Query = @{ Name = 'vm1'; ResourceGroupName = 'rg1' } }
        @{ How = 'name, group and subscription'; Query = @{ Name = 'vm1'; ResourceGroupName = 'rg1'; SubscriptionId = '22222222-2222-4222-8222-222222222222' } }
        @{ How = 'its id'; Query = @{ ResourceId = $null } }
        @{ How = 'an id under the name Id'; Query = @{ Id = $null } }
    ) {
        foreach ($key in @($Query.Keys)) { if (-not $Query[$key]) { $Query[$key] = $emulator.vmResourceId } }
        (Get-VmIdentity @Query).ResourceId | Should -Be $emulator.vmResourceId
    }

    It 'finds an instance of a scale set and a server with Arc by id' {
        $ids = "/subscriptions/$first/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachineScaleSets/uniform/virtualMachines/0",
        "/subscriptions/$first/resourceGroups/rg2/providers/Microsoft.HybridCompute/machines/arc1"
        ($ids | ForEach-Object { Get-VmIdentity -ResourceId $_ }).IdentityType | Should -Be 'SystemAssigned', 'SystemAssigned'
        (Get-VmIdentity -Name arc1).ResourceId | Should -Be $ids[1]
    }

    It 'takes names and objects from the pipeline' {
        ('vm1', 'vm2' | Get-VmIdentity -ResourceGroupName rg1).Name | Should -Be 'vm1', 'vm2'
        ([pscustomobject]@{ Name = 'vm1'; Id = $emulator.vmResourceId; ResourceGroupName = 'RG1' } | Get-VmIdentity).Name | Should -Be 'vm1'
        (Get-VmIdentity -Name 'vm*' | Get-VmIdentity).Name | Should -Be 'vm1', 'vm2', 'vm3'
        Get-VmIdentity -Name vm1 | Get-VmPrincipalId | Should -Be $emulator.systemAssigned.principalId
    }

    It 'goes on with the next machine after a failure' {
        $found = 'nosuch', 'vm1', 'a b', 'vm2' | Get-VmIdentity -ErrorVariable failed -ErrorAction SilentlyContinue
        $found.Name | Should -Be 'vm1', 'vm2'
        $failed | ForEach-Object { Get-ErrorCode -Record $_ } | Should -Be 'VmNotFound', 'InvalidVmName'
        $failed.TargetObject | Should -Be 'nosuch', 'a b'
    }

    It 'tells the nearest name and where was searched' {
        Get-VmIdentity -Name vm11 -ResourceGroupName rg1 -ErrorVariable failed -ErrorAction SilentlyContinue
        Get-ErrorCode -Record $failed[0] | Should -Be 'VmNotFound'
        $failed[0].Exception.Message | Should -BeLike "*rg1*$first*"
        $failed[0].Exception.Hint | Should -BeLike 'Did you mean vm1*'
    }

    It 'refuses <What>, which would mean something else' -ForEach @(
        @{ What = 'null as a name'; Ask = { Get-VmIdentity -Name $null -ErrorAction Stop }; Code = 'InvalidVmName' }
        @{ What = 'null from the pipeline'; Ask = { $null | Get-VmIdentity -ErrorAction Stop }; Code = 'InvalidVmName' }
        @{ What = 'an empty id'; Ask = { Get-VmIdentity -ResourceId '' -ErrorAction Stop }; Code = 'InvalidVmResourceId' }
        @{ What = 'a group without a name'; Ask = { Get-VmIdentity -ResourceGroupName rg1 -ErrorAction Stop }; Code = 'InvalidQuery' }
        @{ What = 'null as a subscription'; Ask = { Get-VmIdentity -All -SubscriptionId $null -ErrorAction Stop }; Code = 'InvalidSubscriptionId' }
        @{ What = 'no subscription in a list'; Ask = { Get-VmIdentity -All -SubscriptionId @() -ErrorAction Stop }; Code = 'InvalidSubscriptionId' }
        @{ What = 'a name beside -All'; Ask = { Get-VmIdentity -Name vm1 -All -ErrorAction Stop }; Code = 'AmbiguousParameterSet' }
        @{ What = 'a set of letters'; Ask = { Get-VmIdentity -Name 'vm[12]' -ErrorAction Stop }; Code = 'InvalidVmName' }
    ) {
        $Ask | Should -Throw -ErrorId "$Code,ManagedIdentity.Commands.GetVmIdentityCommand"
    }

    It 'offers the names that it has shown where one is to be chosen' {
        $null = Get-VmIdentity -Name vm1
        (Complete -Line 'Get-VmPrincipalId -Name vm1 -IdentityName u').CompletionText | Should -Be 'uai1', 'uai2'
        (Complete -Line 'Get-VmPrincipalId -IdentityName UAI2').ToolTip | Should -Be $emulator.userAssigned[1].resourceId
    }

    It 'does not mean all with -All:$false' { (Get-VmIdentity -All:$false).Name | Should -Be 'vm1' }

    It 'shows a table and a list' {
        Get-VmIdentity -Name vm1 | Out-String -Width 80 | Should -Match 'Name\s+PrincipalId\s+Group\s+UAMI\s'
        Get-VmIdentity -Name vm1 | Format-List | Out-String -Width 200 | Should -Match '(?m)^UserAssignedIdentities : \{uai1, uai2\}\s*$'
        (Get-VmIdentity -Name vm1).UserAssignedIdentities | Out-String -Width 120 | Should -Match 'Name\s+PrincipalId\s+ClientId'
    }
}

Describe 'Machines with names of the usual length' {
    BeforeAll {
        $script:long = Open-Emulator -Scenario @{
            userAssignedIdentities = @('backup', 'monitoring', 'vault-reader') | ForEach-Object { @{ name = "id-prod-$_-westeurope"; resourceGroup = 'rg-prod-identities' } }
            virtualMachines        = @(
                @{ name = 'vm-prod-sql-weu-001'; resourceGroup = 'rg-prod-db'; identity = @{ systemAssigned = $true; userAssigned = @('id-prod-backup-westeurope', 'id-prod-monitoring-westeurope') } }
                @{ name = 'vm-prod-web-weu-0001-long'; resourceGroup = 'rg-prod-frontends-westeurope-001'; identity = @{ systemAssigned = $true } }
            )
            thisVm                 = 'vm-prod-sql-weu-001'
            roleAssignments        = @(@{ principal = 'vm-prod-sql-weu-001'; role = 'Reader' })
        }
        $null = Connect-ManagedIdentity -WarningAction SilentlyContinue
    }

    AfterAll {
        Disconnect-ManagedIdentity
        Close-Emulator -Emulator $long
    }

    It 'are shown whole, with the principal id, at <Width> columns' -ForEach @{ Width = 80 }, @{ Width = 120 } {
        $shown = Get-VmIdentity -All | Out-String -Width $Width
        $shown | Should -Match '(?m)^Name +PrincipalId +Group( +UAMI)?\s*$'
        $shown | Should -Match '(?m)^vm-prod-sql-weu-001 +[0-9a-f-]{36} rg-prod-db'
        $shown | Should -Match '(?m)^vm-prod-web-weu-0001-long +[0-9a-f-]{36} rg-prod-f'
        # Alone, a machine with a short group leaves little room for the last column.
        Get-VmIdentity | Out-String -Width $Width | Should -Match '(?m)^Name +PrincipalId +Group +UAMI\s*$'
    }

    It 'have the names of their identities in a CSV file' {
        $rows = Get-VmIdentity -All | ConvertTo-Csv | ConvertFrom-Csv
        $rows.UserAssignedIdentities | Should -Be 'id-prod-backup-westeurope, id-prod-monitoring-westeurope', ''
        (Get-VmIdentity | ConvertTo-Json -Depth 3 | ConvertFrom-Json).UserAssignedIdentities.Name | Should -Be 'id-prod-backup-westeurope', 'id-prod-monitoring-westeurope'
    }
}

Describe 'A fleet' {
    BeforeAll {
        Enter-Emulator -Emulator $emulator
        $null = Connect-ManagedIdentity -WarningAction SilentlyContinue
        $script:graph = 'Microsoft.ResourceGraph'
    }

    BeforeEach { Write-FaultPlan -Emulator $emulator }

    AfterAll { Disconnect-ManagedIdentity }

    It 'is written whole, each machine once, by one request for a thousand' {
        $machines = Get-VmIdentity -All
        $machines.Count | Should -Be $count
        @($machines.ResourceId | Sort-Object -Unique).Count | Should -Be $count
        Measure-Request -Emulator $emulator -Part $graph | Should -Be 3
    }

    It 'is written as it comes: whoever has enough ends it' {
        @(Get-VmIdentity -All | Select-Object -First 5).Count | Should -Be 5
        Measure-Request -Emulator $emulator -Part $graph | Should -Be 1
    }

    It 'is narrowed by <What>' -ForEach @(
        @{ What = 'a name with wildcards'; Query = @{ Name = 'fleet-00000*' }; Expected = 10 }
        @{ What = 'a name with a letter open'; Query = @{ Name = 'VM?' }; Expected = 3 }
        @{ What = 'a group'; Query = @{ All = $true; ResourceGroupName = 'rg2' }; Expected = 1 }
        @{ What = 'a subscription'; Query = @{ Name = 'twin*'; SubscriptionId = '22222222-2222-4222-8222-222222222223' }; Expected = 1 }
        @{ What = 'several subscriptions'; Query = @{ Name = 'twin'; SubscriptionId = '22222222-2222-4222-8222-222222222222', '22222222-2222-4222-8222-222222222223' }; Expected = 2 }
        @{ What = 'a name that none has'; Query = @{ Name = 'nobody*' }; Expected = 0 }
    ) {
        @(Get-VmIdentity @Query).Count | Should -Be $Expected
    }

    It 'warns when the resource group is not there' {
        Get-VmIdentity -All -ResourceGroupName nope -WarningVariable warned -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$warned" | Should -BeLike "*resource group named 'nope'*"
        $null = Get-VmIdentity -Name 'web*' -ResourceGroupName rg1 -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -Not -BeLike '*resource group*'
    }

    It 'is read subscription by subscription from the pipeline' {
        $subscriptions = [pscustomobject]@{ Id = "/subscriptions/$first"; SubscriptionId = $first }, [pscustomobject]@{ SubscriptionId = $second }
        ($subscriptions | Get-VmIdentity -All).Count | Should -Be $count
        Measure-Request -Emulator $emulator -Part $graph | Should -Be 4
    }

    It 'says so when a name is in none of several subscriptions' {
        Get-VmIdentity -Name nobody -SubscriptionId $first, $second -ErrorVariable failed -ErrorAction SilentlyContinue
        Get-ErrorCode -Record $failed[0] | Should -Be 'VmNotFound'
    }

    It 'waits for its quota, and goes on' {
        Write-FaultPlan -Emulator $emulator -Fault @{ endpoint = 'arm'; match = $graph; status = 429; retryAfter = '0'; times = 2 }
        @(Get-VmIdentity -All).Count | Should -Be $count
    }

    It 'keeps what was written when a page fails' {
        Write-FaultPlan -Emulator $emulator -Fault @{ endpoint = 'arm'; match = $graph; times = 1 }, @{ endpoint = 'arm'; match = $graph; status = 403 }
        $machines = Get-VmIdentity -All -ErrorVariable failed -ErrorAction SilentlyContinue
        $machines.Count | Should -Be 1000
        Get-ErrorCode -Record $failed[0] | Should -Be 'AuthorizationFailed'
    }

    It 'ends at once on Ctrl+C' {
        Write-FaultPlan -Emulator $emulator -Fault @{ endpoint = 'arm'; match = $graph; delayMs = 60000 }
        Measure-Stop -Emulator $emulator -Script '$null = Connect-ManagedIdentity 3>$null; Get-VmIdentity -All' -Asked $graph |
            Should -BeLessThan 200
    }
}

Describe 'The examples of the help of Get-VmIdentity' {
    BeforeAll {
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator
        $null = Connect-ManagedIdentity -WarningAction SilentlyContinue
    }

    AfterAll { Disconnect-ManagedIdentity }

    It '<Title>' -ForEach $examples {
        $found = Invoke-HelpExample -Code $Code -Folder $TestDrive
        if ($Code -like '*Export-Csv*') { $found = Import-Csv -Path (Join-Path -Path $TestDrive -ChildPath 'identities.csv') }
        $found | Should -Not -BeNullOrEmpty
    }
}

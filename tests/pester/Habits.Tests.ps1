# What people bring with them from Az, the Azure CLI, spreadsheets and other languages.

BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    Open-AmbiguousEmulator
}

AfterAll { Close-Emulator -Emulator $emulator }

Describe 'Objects of other tools' {
    BeforeEach {
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator
    }

    It 'takes the group from <What>' -ForEach @(
        @{ What = 'Search-AzGraph and az'; Object = @{ name = 'vm1'; resourceGroup = 'rg(2)' } }
        @{ What = 'Get-AzVM'; Object = @{ Name = 'vm1'; ResourceGroupName = 'rg(2)' } }
        @{ What = 'a projected column'; Object = @{ vmName = 'vm1'; resourceGroup = 'rg(2)' } }
    ) {
        [pscustomobject]$Object | Get-VmPrincipalId | Should -Be $two
        ([pscustomobject]$Object | Get-VmIdentity).PrincipalId | Should -Be $two
    }

    It 'takes the subscription from a property of either name' -ForEach @(@{ Property = 'subscription' }, @{ Property = 'subscriptionId' }) {
        [pscustomobject]@{ name = 'vm2'; $Property = $second } | Get-VmPrincipalId | Should -Be $three
        [pscustomobject]@{ name = 'vm2'; $Property = '22222222-2222-4222-8222-222222222222' } | Get-VmPrincipalId -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        Get-ErrorCode -Record $failed[0] | Should -Be 'VmNotFound'
    }

    It 'takes the id before all other properties, whatever it is called' -ForEach @(@{ Property = 'id' }, @{ Property = 'ResourceId' }) {
        $id = '/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg(2)/providers/Microsoft.Compute/virtualMachines/vm1'
        [pscustomobject]@{ $Property = $id; name = 'other'; resourceGroup = 'rg1'; subscriptionId = $second } | Get-VmPrincipalId | Should -Be $two
    }

    It 'takes an empty cell of a CSV file as absent' {
        $rows = "Name,ResourceGroup,SubscriptionId,ResourceId`nvm1,rg(2),,`nvm2,,$second," | ConvertFrom-Csv
        $rows | Get-VmPrincipalId | Should -Be $two, $three
        ($rows | Get-VmIdentity).PrincipalId | Should -Be $two, $three
    }

    It 'does not take a row without a name as this machine' {
        "Name,ResourceGroup`n,rg1" | ConvertFrom-Csv | Get-VmPrincipalId -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        Get-ErrorCode -Record $failed[0] | Should -Be 'InvalidVmName'
    }

    It 'does not take an empty cell as every subscription' {
        { [pscustomobject]@{ SubscriptionId = '' } | Get-VmIdentity -All -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidSubscriptionId,*'
    }

    It 'takes several names, and goes on after one that is not there' {
        Get-VmPrincipalId -Name vm1, nosuch, vm1 -ResourceGroupName rg1 -ErrorAction SilentlyContinue -ErrorVariable failed | Should -Be $one, $one
        $failed[0].TargetObject | Should -Be 'nosuch'
        (Get-VmIdentity -Name vm1, vm1 -ResourceGroupName 'rg(2)').PrincipalId | Should -Be $two, $two
    }

    It 'points to -ResourceId where an ARM id is given as a name' {
        $id = '/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/vm1'
        foreach ($ask in { Get-VmPrincipalId -Name $id -ErrorAction Stop }, { Get-VmIdentity -Name $id -ErrorAction Stop }) {
            $failed = $null
            try { & $ask } catch { $failed = $_ }
            Get-ErrorCode -Record $failed | Should -Be 'InvalidVmName'
            $failed.ErrorDetails.RecommendedAction | Should -BeLike '*-ResourceId*'
        }
    }
}

Describe 'Lines that were written for Az' {
    BeforeEach {
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator
    }

    AfterEach { Disconnect-ManagedIdentity }

    It 'takes -Identity, -Tenant and -AsSecureString' {
        $tenant = (Connect-ManagedIdentity -Identity -WarningAction SilentlyContinue).TenantId
        (Connect-ManagedIdentity -Identity -Tenant $tenant -WarningAction SilentlyContinue).TenantId | Should -Be $tenant
        (Get-ManagedIdentityToken -TenantId $tenant -AsSecureString).Token | Should -BeOfType securestring
        Get-ManagedIdentityToken -Tenant $tenant -AsPlainText | Should -BeLike 'eyJ*'
    }

    It 'refuses another tenant than the identity''s, and is signed in as nobody then' {
        { Connect-ManagedIdentity -Tenant '11111111-1111-4111-8111-111111111112' -WarningAction SilentlyContinue } | Should -Throw -ErrorId 'WrongTenant,*'
        Get-ManagedIdentityConnection | Should -BeNullOrEmpty
        { Get-ManagedIdentityToken -Tenant '11111111-1111-4111-8111-111111111112' -AsPlainText -WarningAction SilentlyContinue } | Should -Throw -ErrorId 'WrongTenant,*'
        { Connect-ManagedIdentity -Tenant contoso.com } | Should -Throw -ErrorId 'InvalidTenantId,*'
    }

    It 'closes a connection that is given by position' {
        $connection = Connect-ManagedIdentity -WarningAction SilentlyContinue
        Disconnect-ManagedIdentity $connection
        { Get-ManagedIdentityToken -Connection $connection } | Should -Throw -ErrorId 'ConnectionClosed,*'
    }

    It 'leaves the current connection alone with -SkipCurrent' {
        $before = Connect-ManagedIdentity -WarningAction SilentlyContinue
        $beside = Connect-ManagedIdentity -Source Vm -SkipCurrent -WarningAction SilentlyContinue
        Get-ManagedIdentityConnection | Should -Be $before
        Disconnect-ManagedIdentity $beside
        Get-ManagedIdentityConnection | Should -Be $before
    }
}

Describe 'A sign-in that fails' {
    BeforeEach {
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator
    }

    AfterEach { Disconnect-ManagedIdentity }

    It 'is what the next error speaks of, until the session disconnects' {
        try { Connect-ManagedIdentity -ClientId 66666666-6666-4666-8666-666666666669 } catch { $null = $_ }
        $failed = $null
        try { Get-VmPrincipalId } catch { $failed = $_ }
        Get-ErrorCode -Record $failed | Should -Be 'NoConnectionInRunspace'
        $failed.Exception.Message | Should -BeLike '*Connect-ManagedIdentity of this session failed*'
        $failed.Exception.Message | Should -Not -BeLike '*another*'
        Disconnect-ManagedIdentity
        Get-VmPrincipalId 3>$null | Should -Be $own
    }

    It 'binds no other runspace once its own is closed' {
        $shell = New-Runspace
        $null = $shell.AddScript('try { Connect-ManagedIdentity -ClientId 66666666-6666-4666-8666-666666666669 } catch { $null = $_ }').Invoke()
        { Get-VmPrincipalId } | Should -Throw -ErrorId 'NoConnectionInRunspace,*'
        $shell.Runspace.Dispose()
        $shell.Dispose()
        Get-VmPrincipalId 3>$null | Should -Be $own
    }
}

Describe 'Advice' {
    BeforeAll {
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator
    }

    It 'names parameters, and no options of azmi: <Command>' -ForEach @(
        @{ Command = { Invoke-ManagedIdentityRestMethod -Path /subscriptions }; Names = '*-ApiVersion 2022-12-01, or*' }
        @{ Command = { Invoke-ManagedIdentityRestMethod -Uri https://example.com/ }; Names = '*-Resource <uri, scope or name>.*' }
        @{ Command = { Get-VmPrincipalId -Name /subscriptions/x }; Names = '*-ResourceId*' }
    ) {
        $failed = $null
        $PSDefaultParameterValues = @{ '*:WarningAction' = 'SilentlyContinue'; '*:ErrorAction' = 'Stop' }
        try { $null = & $Command } catch { $failed = $_ }
        $failed.ErrorDetails.RecommendedAction | Should -BeLike $Names
        $failed.ErrorDetails.RecommendedAction | Should -Not -Match '(^|[ (])--[a-z]'
    }
}

Describe 'Objects as JSON' {
    BeforeAll {
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator
    }

    It 'has words for what is chosen from a list, and a short duration' {
        $connection = Connect-ManagedIdentity -WarningAction SilentlyContinue | ConvertTo-Json | ConvertFrom-Json
        $connection.Source | Should -Be 'Vm'
        $connection.IdentityType | Should -Be 'SystemAssigned'
        (Get-ManagedIdentityToken | ConvertTo-Json -WarningAction SilentlyContinue | ConvertFrom-Json).Source | Should -Be 'Vm'
        $check = @(Test-ManagedIdentity)[0] | ConvertTo-Json | ConvertFrom-Json
        $check.Status | Should -Be 'Pass'
        $check.Duration | Should -Match '^\d\d:\d\d:\d\d\.\d{3}$'
        Disconnect-ManagedIdentity
    }

    It 'keeps times as the service wrote them' {
        Write-FaultPlan -Emulator $emulator -Fault @{ endpoint = 'arm'; match = 'dates'; status = 200; body = '{"at":"2026-01-02T03:04:05.1234567Z"}'; times = 1 }
        $answer = Invoke-ManagedIdentityRestMethod -Path /subscriptions/dates -ApiVersion 2022-12-01 -WarningAction SilentlyContinue
        if ($PSVersionTable.PSVersion -lt '7.5' -and $PSVersionTable.PSVersion.Major -gt 5) {
            $answer.at | Should -BeOfType datetime
        } else {
            $answer.at | Should -BeExactly '2026-01-02T03:04:05.1234567Z'
        }
    }

    It 'writes names that differ in case only as text, with a warning' {
        Write-FaultPlan -Emulator $emulator -Fault @{ endpoint = 'arm'; match = 'cases'; status = 200; body = '{"a":1,"A":2}'; times = 1 }
        Invoke-ManagedIdentityRestMethod -Path /subscriptions/cases -ApiVersion 2022-12-01 -WarningVariable warned -WarningAction SilentlyContinue | Should -BeExactly '{"a":1,"A":2}'
        "$warned" | Should -BeLike '*case*'
    }
}

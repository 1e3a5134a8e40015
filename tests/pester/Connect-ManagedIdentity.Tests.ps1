BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    $script:emulator = Open-Emulator
    $script:uai = $emulator.userAssigned[0]
}

AfterAll { Close-Emulator -Emulator $emulator }

Describe 'Connect-ManagedIdentity' {
    BeforeEach {
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator
    }

    AfterEach { Disconnect-ManagedIdentity }

    It 'signs in with the identity of the machine' {
        $connection = Connect-ManagedIdentity -WarningAction SilentlyContinue
        $connection.Source | Should -Be 'Vm'
        $connection.IdentityType | Should -Be 'SystemAssigned'
        $connection.IdentityVerified | Should -BeTrue
        $connection.Emulated | Should -BeTrue
        $connection.PrincipalId | Should -Be $emulator.systemAssigned.principalId
        $connection.ClientId | Should -Be $emulator.systemAssigned.clientId
        $connection.TenantId | Should -Be $emulator.tenantId
        $connection.IdentityResourceId | Should -Be $emulator.vmResourceId
        $connection.SubscriptionId | Should -Be $emulator.subscriptionId
        $connection.ResourceGroupName | Should -Be $emulator.resourceGroupName
        $connection.VmName | Should -Be $emulator.vmName
        $connection.VmId | Should -Be $emulator.vmId
        Get-ManagedIdentityConnection | Should -Be $connection
    }

    It 'signs in by <Parameter>' -ForEach @(
        @{ Parameter = 'ClientId'; Fact = 'clientId' }
        @{ Parameter = 'ObjectId'; Fact = 'principalId' }
        @{ Parameter = 'PrincipalId'; Fact = 'principalId' }
        @{ Parameter = 'IdentityResourceId'; Fact = 'resourceId' }
        @{ Parameter = 'AccountId'; Fact = 'clientId' }
        @{ Parameter = 'AccountId'; Fact = 'resourceId' }
    ) {
        $selector = @{ $Parameter = $uai.$Fact }
        $connection = Connect-ManagedIdentity @selector -WarningAction SilentlyContinue
        $connection.PrincipalId | Should -Be $uai.principalId
        $connection.IdentityType | Should -Be 'UserAssigned'
    }

    It 'takes a GUID object as an id' {
        (Connect-ManagedIdentity -ClientId ([Guid]$uai.clientId) -WarningAction SilentlyContinue).PrincipalId | Should -Be $uai.principalId
    }

    It 'warns of an emulator' {
        $null = Connect-ManagedIdentity -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '*emulator*'
    }

    It 'says with -Verbose which source was chosen and why' {
        $lines = Connect-ManagedIdentity -Verbose -WarningAction SilentlyContinue 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] }
        "$lines" | Should -BeLike '*Identity source: Vm*AZURE_POD_IDENTITY_AUTHORITY_HOST*'
    }

    It 'honours -SkipIdentityCheck:$false' {
        Write-FaultPlan -Emulator $emulator -Fault @{ endpoint = 'imds'; claims = @{ oid = [Guid]::Empty; appid = [Guid]::Empty } }
        { Connect-ManagedIdentity -ClientId $emulator.userAssigned[1].clientId -SkipIdentityCheck:$false -ErrorAction Stop } |
            Should -Throw -ErrorId 'WrongIdentity,ManagedIdentity.Commands.ConnectManagedIdentityCommand'
    }

    It 'takes another identity with -SkipIdentityCheck, and says that it is not verified' {
        Write-FaultPlan -Emulator $emulator -Fault @{ endpoint = 'imds'; claims = @{ oid = [Guid]::Empty; appid = [Guid]::Empty } }
        $connection = Connect-ManagedIdentity -ClientId $emulator.userAssigned[1].clientId -SkipIdentityCheck -WarningAction SilentlyContinue
        $connection.IdentityVerified | Should -BeFalse
        $connection.PrincipalId | Should -Be ([Guid]::Empty)
    }

    It 'leaves nobody signed in when it fails' {
        $null = Connect-ManagedIdentity -WarningAction SilentlyContinue
        { Connect-ManagedIdentity -ClientId ([Guid]::NewGuid()) } | Should -Throw
        Get-ManagedIdentityConnection | Should -BeNullOrEmpty
        { Get-ManagedIdentityToken } | Should -Throw -ErrorId 'NoConnectionInRunspace,*'
    }

    It 'refuses a time limit of <Value>' -ForEach @{ Value = -1 }, @{ Value = 4294968 } {
        { Connect-ManagedIdentity -TimeoutSec $Value } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'refuses null as <_>, which would mean the default' -ForEach 'ClientId', 'ObjectId', 'IdentityResourceId', 'AccountId', 'Environment', 'SubscriptionId' {
        $nothing = @{ $_ = $null }
        { Connect-ManagedIdentity @nothing } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'takes 0 as no time limit' {
        (Connect-ManagedIdentity -TimeoutSec 0 -WarningAction SilentlyContinue).PrincipalId | Should -Not -BeNullOrEmpty
    }

    It 'completes -Source and -Environment' {
        (Complete -Line 'Connect-ManagedIdentity -Source ').CompletionText | Should -Be @(
            'AppService', 'Arc', 'Auto', 'Automation', 'CloudShell', 'MachineLearning', 'ServiceFabric', 'Vm', 'VmExtension')
        $clouds = Complete -Line 'Connect-ManagedIdentity -Environment azureu'
        $clouds.CompletionText | Should -Be 'AzureUSGovernment'
        $clouds.ToolTip | Should -BeLike '*usgovcloudapi*'
        # All that the library knows, and each with the endpoint that it knows.
        $failed = { Connect-ManagedIdentity -Environment nosuch } | Should -Throw -PassThru
        $known = [regex]::Match($failed.Exception.Hint, 'The names are ([\w, ]+)\.').Groups[1].Value -split ', '
        $all = Complete -Line 'Connect-ManagedIdentity -Environment '
        $all.CompletionText | Should -Be $known
        $all.ToolTip | Should -Match ': https://\S+/$'
        Disconnect-ManagedIdentity
    }
}

Describe 'Connections and runspaces' {
    BeforeEach {
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator
    }

    It 'keeps two runspaces apart as two identities' {
        $first = New-Runspace
        $second = New-Runspace
        try {
            $null = $first.AddScript('Connect-ManagedIdentity 3>$null').Invoke()
            $null = $second.AddScript("Connect-ManagedIdentity -ClientId $($uai.clientId) 3>`$null").Invoke()
            $ask = '(Get-ManagedIdentityToken).PrincipalId; (Get-ManagedIdentityConnection).IdentityType'
            $first.Commands.Clear()
            $second.Commands.Clear()
            $first.AddScript($ask).Invoke() | Should -Be $emulator.systemAssigned.principalId, 'SystemAssigned'
            $second.AddScript($ask).Invoke() | Should -Be $uai.principalId, 'UserAssigned'
        } finally {
            $first, $second | ForEach-Object { $_.Runspace.Dispose(); $_.Dispose() }
        }
    }

    It 'takes a connection of another runspace' {
        $connection = Connect-ManagedIdentity -ObjectId $uai.principalId -WarningAction SilentlyContinue
        Invoke-InRunspace -Value $connection -Script { (Get-ManagedIdentityToken -Connection $args[0]).PrincipalId } | Should -Be $uai.principalId
        Disconnect-ManagedIdentity
    }

    It 'hands a connection to parallel loops and jobs' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
        $manifest = Join-Path -Path $env:AZMI_TEST_MODULE -ChildPath 'ManagedIdentity.psd1'
        $connection = Connect-ManagedIdentity -ObjectId $uai.principalId -WarningAction SilentlyContinue
        $found = 1..3 | ForEach-Object -Parallel {
            Import-Module -Name $using:manifest
            (Get-ManagedIdentityToken -Connection $using:connection).PrincipalId
        }
        $found | Should -Be (@($uai.principalId) * 3)
        $job = Start-Job -ScriptBlock {
            Import-Module -Name $using:manifest
            try { Get-ManagedIdentityToken -Connection $using:connection } catch { $_.FullyQualifiedErrorId }
        }
        $job | Receive-Job -Wait -AutoRemoveJob | Should -Be 'DeserializedConnection,ManagedIdentity.Commands.GetManagedIdentityTokenCommand'
        Disconnect-ManagedIdentity
    }

    It 'makes one request for fifty runspaces that connect' {
        Disconnect-ManagedIdentity
        [GC]::Collect()
        [GC]::WaitForPendingFinalizers()
        Write-FaultPlan -Emulator $emulator -Fault @{ endpoint = 'imds'; match = 'identity/oauth2/token'; delayMs = 1500 }
        $shells = 1..50 | ForEach-Object { (New-Runspace).AddScript("Connect-ManagedIdentity -ClientId $($emulator.userAssigned[1].clientId) 3>`$null") }
        try {
            $runs = $shells | ForEach-Object { $_.BeginInvoke() }
            $found = for ($i = 0; $i -lt 50; $i++) { $shells[$i].EndInvoke($runs[$i]) }
            @($found.PrincipalId | Select-Object -Unique) | Should -Be $emulator.userAssigned[1].principalId
            $found.Count | Should -Be 50
            Measure-TokenRequest -Emulator $emulator | Should -Be 1
        } finally {
            $shells | ForEach-Object { $_.Runspace.Dispose(); $_.Dispose() }
        }
    }
}

BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    $script:emulator = Open-Emulator
}

AfterAll { Close-Emulator -Emulator $emulator }

Describe 'Test-ManagedIdentity' {
    BeforeEach {
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator
    }

    It 'writes an object for each check of a healthy machine' {
        $checks = Test-ManagedIdentity
        $checks.Check | Should -Be 'Source', 'Proxy', 'Endpoint', 'ArcAgent', 'Identity', 'Token', 'Clock', 'ResourceManager', 'Reader'
        $checks[0].PSObject.Properties.Name | Should -Be 'Check', 'Status', 'Detail', 'Fix', 'Duration'
        $checks.Status | Should -Not -Contain 'Fail'
        $checks[3].Status | Should -Be 'Skipped'
        $checks[4].Detail | Should -BeLike "*$($emulator.systemAssigned.principalId)*"
        $checks[5].Status | Should -Be 'Warning'
        $checks[5].Fix | Should -BeLike 'Remove AZURE_POD_IDENTITY_AUTHORITY_HOST*'
        [timespan]$checks[4].Duration | Should -BeGreaterOrEqual ([timespan]::Zero)
        $checks[0].Fix | Should -BeNullOrEmpty
    }

    It 'writes a boolean with -Quiet' {
        Test-ManagedIdentity -Quiet | Should -BeOfType bool
        Test-ManagedIdentity -Quiet | Should -BeTrue
        Test-ManagedIdentity -Quiet -Source Arc | Should -BeFalse
        @(Test-ManagedIdentity -Quiet:$false).Count | Should -Be 9
    }

    It 'examines the identity given by <Parameter>' -ForEach @(
        @{ Parameter = 'ClientId'; Fact = 'clientId' }
        @{ Parameter = 'ObjectId'; Fact = 'principalId' }
        @{ Parameter = 'PrincipalId'; Fact = 'principalId' }
        @{ Parameter = 'IdentityResourceId'; Fact = 'resourceId' }
        @{ Parameter = 'AccountId'; Fact = 'clientId' }
        @{ Parameter = 'AccountId'; Fact = 'resourceId' }
    ) {
        $selector = @{ $Parameter = $emulator.userAssigned[0].$Fact }
        (Test-ManagedIdentity @selector)[4].Detail | Should -BeLike "*$($emulator.userAssigned[0].principalId)*"
    }

    It 'examines a connection, the current one without being told' {
        $first = Connect-ManagedIdentity -ClientId $emulator.userAssigned[0].clientId -WarningAction SilentlyContinue
        $null = Connect-ManagedIdentity -ClientId $emulator.userAssigned[1].clientId -WarningAction SilentlyContinue
        (Test-ManagedIdentity -Connection $first)[4].Detail | Should -BeLike "*$($emulator.userAssigned[0].principalId)*"
        (Test-ManagedIdentity)[4].Detail | Should -BeLike "*$($emulator.userAssigned[1].principalId)*"
        (Test-ManagedIdentity -Source Vm)[4].Detail | Should -BeLike "*$($emulator.systemAssigned.principalId)*"
        { Test-ManagedIdentity -Connection $first -Source Vm } | Should -Throw -ErrorId 'AmbiguousParameterSet*'
        { Test-ManagedIdentity -Connection $null } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        Disconnect-ManagedIdentity
    }

    It 'asks a token for -Resource' {
        (Test-ManagedIdentity -Resource https://vault.azure.net)[5].Detail | Should -BeLike 'For https://vault.azure.net, *'
    }

    It 'says word for word that an identity is not assigned' {
        $arm = $emulator.arm -replace '127\.0\.0\.1', 'localhost'
        $found = Test-ManagedIdentity -ClientId 99999999-9999-4999-8999-999999999999
        $found | ForEach-Object { '{0}|{1}|{2}|{3}' -f $_.Check, $_.Status, $_.Detail, $_.Fix } | Should -Be @(
            "Source|Pass|Vm: AZURE_POD_IDENTITY_AUTHORITY_HOST is set. Tokens are requested at $($emulator.imds)/metadata/identity/oauth2/token.|"
            'Proxy|Pass|No proxy is set.|'
            "Endpoint|Pass|Something listens at $($emulator.imds -replace '^http://').|"
            'ArcAgent|Skipped|The source is not Azure Arc.|'
            ('Identity|Fail|The identity with client id 99999999-9999-4999-8999-999999999999 is not assigned to this machine. ' +
            'The identity endpoint answered 400: Identity not found [IdentityNotAssigned]|' +
            'Check the id, or assign it: portal > the VM > Identity > User assigned > Add, or with this command. ' +
            "It may take a minute to work.`naz vm identity assign -g <group> -n <vm> --identities <resource id>")
            'Token|Skipped|There is no token.|'
            "Clock|Pass|This machine's clock agrees with the endpoint's.|"
            "ResourceManager|Pass|$arm/ answers, and its certificate is trusted.|"
            'Reader|Skipped|There is no token to send.|'
        )
    }

    It 'finds <What>' -ForEach @(
        @{ What = 'an endpoint where nothing listens'; Ask = @{}; Variable = @{ AZURE_POD_IDENTITY_AUTHORITY_HOST = 'http://127.0.0.1:1' }; Check = 'Endpoint'; Id = 'NothingListening' }
        @{ What = 'a source that is not there'; Ask = @{ Source = 'ServiceFabric' }; Variable = @{}; Check = 'Source'; Id = 'SourceNotConfigured' }
        @{ What = 'a variable that must not be trusted'; Ask = @{}; Variable = @{ AZURE_POD_IDENTITY_AUTHORITY_HOST = 'http://8.8.8.8' }; Check = 'Source'; Id = 'UntrustedEndpoint' }
        @{ What = 'a root that is not trusted'; Ask = @{}; Variable = @{ AZMI_CA_FILE = '' }; Check = 'ResourceManager'; Id = 'CertificateNotTrusted' }
    ) {
        $Variable.GetEnumerator() | ForEach-Object { [Environment]::SetEnvironmentVariable($_.Key, $_.Value) }
        $found = @(Test-ManagedIdentity @Ask | Where-Object { $_.Status -eq 'Fail' })
        $found.Check | Should -Be $Check
        $found[0].Detail | Should -Match "\[$Id\]$"
        $found[0].Fix | Should -Not -BeNullOrEmpty
    }

    It 'refuses <What>' -ForEach @(
        @{ What = 'an id that is not a GUID'; Ask = @{ ClientId = 'me' }; Id = 'InvalidClientId' }
        @{ What = 'two identities'; Ask = @{ ClientId = '99999999-9999-4999-8999-999999999999'; AccountId = '99999999-9999-4999-8999-999999999999' }; Id = 'ConflictingSelectors' }
        @{ What = 'a cloud that there is not'; Ask = @{ Environment = 'Mars' }; Id = 'InvalidEnvironment' }
        @{ What = 'a service that there is not'; Ask = @{ Resource = 'Vaults' }; Id = 'UnknownResourceName' }
    ) {
        { Test-ManagedIdentity @Ask -Quiet } | Should -Throw -ErrorId "$Id,ManagedIdentity.Commands.TestManagedIdentityCommand"
    }

    It 'refuses null as <_>, which would mean the default' -ForEach 'ClientId', 'ObjectId', 'IdentityResourceId', 'AccountId', 'Environment', 'Resource' {
        $nothing = @{ $_ = $null }
        { Test-ManagedIdentity @nothing } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'neither changes nor makes a connection' {
        $connection = Connect-ManagedIdentity -ClientId $emulator.userAssigned[0].clientId -WarningAction SilentlyContinue
        try {
            (Test-ManagedIdentity -Source Vm)[4].Detail | Should -BeLike "*$($emulator.systemAssigned.principalId)*"
            Get-ManagedIdentityConnection | Should -Be $connection
        } finally {
            Disconnect-ManagedIdentity
        }
        $null = Test-ManagedIdentity
        Get-ManagedIdentityConnection | Should -BeNullOrEmpty
    }

    It 'reports what the time did not suffice for' {
        Write-FaultPlan -Emulator $emulator -Fault @{ endpoint = 'imds'; delayMs = 20000 }
        $found = Test-ManagedIdentity -TimeoutSec 1 -Resource https://late.example | Where-Object { $_.Status -eq 'Fail' }
        $found[0].Check | Should -Be 'Identity'
        $found[0].Detail | Should -Match ' 1 s .*\[TimedOut\]$'
    }

    It 'can be stopped' {
        Write-FaultPlan -Emulator $emulator -Fault @{ endpoint = 'imds'; match = 'stopped'; delayMs = 20000 }
        Measure-Stop -Emulator $emulator -Script 'Test-ManagedIdentity -Resource https://stopped{0}.example' -Asked 'stopped{0}.example' |
            Should -BeLessThan 200
    }

    It 'shows a paragraph for each check, with its fix below, and no token' {
        $lines = Test-ManagedIdentity -Verbose 4>&1 | Out-String -Width 300
        $lines | Should -Match '(?m)^Pass: ResourceManager\r?\n    https://'
        $lines | Should -Match '(?ms)^Warning: Token.*^    Fix: Remove AZURE_POD'
        ([regex]::Matches($lines, 'Fix:')).Count | Should -Be 1 -Because 'one check has something to fix'
        $lines | Should -Not -Match 'eyJ'
        Test-ManagedIdentity | Format-List | Out-String | Should -Match 'Duration +: 00:00:'
    }

    It 'warns of nothing: the report says it' {
        $null = Test-ManagedIdentity -WarningVariable warned
        $warned | Should -BeNullOrEmpty
    }

    It 'completes -Resource by the cloud that is named' {
        (Complete -Line 'Test-ManagedIdentity -Source ').CompletionText | Should -Contain 'ServiceFabric'
        (Complete -Line 'Test-ManagedIdentity -Environment AzureUSGovernment -Resource KeyV').ToolTip | Should -BeLike '*vault.usgovcloudapi.net*'
    }
}

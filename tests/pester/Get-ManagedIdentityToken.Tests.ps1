BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    $script:emulator = Open-Emulator
}

AfterAll { Close-Emulator -Emulator $emulator }

Describe 'Get-ManagedIdentityToken' {
    BeforeAll {
        Enter-Emulator -Emulator $emulator
        $script:connection = Connect-ManagedIdentity -WarningAction SilentlyContinue
    }

    AfterAll { Disconnect-ManagedIdentity }

    BeforeEach { Write-FaultPlan -Emulator $emulator }

    It 'gets a token with what its claims say' {
        $token = Get-ManagedIdentityToken -Resource https://one.example
        $token | Should -BeOfType ManagedIdentity.Models.ManagedIdentityToken
        $token.Token | Should -BeOfType SecureString
        $token.Resource | Should -Be 'https://one.example'
        $token.PrincipalId | Should -Be $emulator.systemAssigned.principalId
        $token.ClientId | Should -Be $emulator.systemAssigned.clientId
        $token.TenantId | Should -Be $emulator.tenantId
        $token.IdentityResourceId | Should -Be $emulator.vmResourceId
        $token.Source | Should -Be 'Vm'
        $token.FromCache | Should -BeFalse
        $token.IssuedOn | Should -BeLessThan $token.RefreshOn
        $token.RefreshOn | Should -BeLessThan $token.ExpiresOn
        (Get-ManagedIdentityToken -Resource https://one.example).FromCache | Should -BeTrue
    }

    It 'is for Resource Manager by default' {
        (Get-ManagedIdentityToken).Resource | Should -Be ($emulator.arm)
    }

    It 'takes <_> for -Resource' -ForEach 'ResourceUrl', 'ResourceUri', 'ResourceTypeName' {
        $audience = @{ $_ = 'https://alias.example' }
        (Get-ManagedIdentityToken @audience).Resource | Should -Be 'https://alias.example'
    }

    It 'hands the same token out as text, as header and by methods' {
        $text = Get-ManagedIdentityToken -AsPlainText
        $text | Should -BeOfType string
        $text | Should -Match '^ey[\w-]+\.[\w-]+\.'
        $header = Get-ManagedIdentityToken -AsHeader
        $header | Should -BeOfType hashtable
        $header.Authorization | Should -Be "Bearer $text"
        (Get-ManagedIdentityToken).ToPlainText() | Should -Be $text
        (Get-ManagedIdentityToken).ToHeader().Authorization | Should -Be "Bearer $text"
    }

    It 'makes a header that Invoke-RestMethod takes' {
        $header = Get-ManagedIdentityToken -AsHeader
        $null = Invoke-RestMethod -Uri "$($emulator.imds)/metadata/instance?api-version=2021-02-01" -Headers ($header + @{ Metadata = 'true' })
        $last = (Invoke-RestMethod -Uri "$($emulator.imds)/emulator/requests") | ForEach-Object { $_ } | Select-Object -Last 1
        $last.authorization.oid | Should -Be $emulator.systemAssigned.principalId
    }

    It 'honours -<_>:$false' -ForEach 'AsPlainText', 'AsHeader' {
        $switch = @{ $_ = $false }
        Get-ManagedIdentityToken @switch | Should -BeOfType ManagedIdentity.Models.ManagedIdentityToken
    }

    It 'honours -ForceRefresh and -ForceRefresh:$false' {
        $null = Get-ManagedIdentityToken -Resource https://forced.example
        (Get-ManagedIdentityToken -Resource https://forced.example -ForceRefresh:$false).FromCache | Should -BeTrue
        (Get-ManagedIdentityToken -Resource https://forced.example -ForceRefresh -WarningAction SilentlyContinue).FromCache | Should -BeFalse
        Measure-TokenRequest -Emulator $emulator | Should -Be 2
    }

    It 'completes names of services' {
        $all = Complete -Line 'Get-ManagedIdentityToken -Resource '
        $all.CompletionText | Should -Contain 'Arm'
        $all.CompletionText | Should -Contain 'KeyVault'
        (Complete -Line 'Get-ManagedIdentityToken k').CompletionText | Should -Be 'KeyVault'
        Complete -Line 'Get-ManagedIdentityToken -Resource [' | Where-Object { $_.CompletionText -eq 'Arm' } | Should -BeNullOrEmpty
    }

    It 'completes audiences of the cloud, and sends nothing for it' {
        $line = 'Get-ManagedIdentityToken -Resource KeyV'
        Invoke-InRunspace -Value $line -Script { (TabExpansion2 -inputScript $args[0] -cursorColumn $args[0].Length).CompletionMatches.ToolTip } |
            Should -BeLike '*https://vault.azure.net'
        Measure-TokenRequest -Emulator $emulator | Should -Be 0
    }

    It 'refuses null as a connection, which would mean the default identity' {
        { Get-ManagedIdentityToken -Connection $null } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'refuses a copy of a connection from another process' {
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($connection))
        { Get-ManagedIdentityToken -Connection $copy } | Should -Throw -ErrorId 'DeserializedConnection,ManagedIdentity.Commands.GetManagedIdentityTokenCommand'
    }

    It 'shows with -Verbose what each request was answered, but no request where there is none' {
        $said = Get-ManagedIdentityToken -Resource https://answered.example -Verbose 4>&1 | Out-String -Width 500
        $said | Should -Match 'HTTP 200 after \d+ ms'
        $said = Get-ManagedIdentityToken -Resource https://answered.example -Verbose 4>&1 | Out-String -Width 500
        $said | Should -Not -Match 'HTTP 200'
        $said = Get-VmPrincipalId -Name vm1 -ResourceGroupName rg1 -Verbose 4>&1 | Out-String -Width 500
        $said | Should -Match 'HTTP 200 after \d+ ms; request id [0-9a-f-]{36}\.'
    }

    It 'shows each wait with -Verbose and rides it out' {
        Write-FaultPlan -Emulator $emulator -Fault @{ endpoint = 'imds'; match = 'ridden.example'; status = 429; retryAfter = '1'; times = 1 }
        $lines = Get-ManagedIdentityToken -Resource https://ridden.example -Verbose 4>&1
        "$($lines | Where-Object { $_ -is [Management.Automation.VerboseRecord] })" | Should -BeLike '*429*'
        @($lines | Where-Object { $_ -is [ManagedIdentity.Models.ManagedIdentityToken] }).Count | Should -Be 1
    }
}

Describe 'A pipeline and the calls inside it' {
    BeforeAll {
        Enter-Emulator -Emulator $emulator
        $null = Connect-ManagedIdentity -WarningAction SilentlyContinue
    }

    AfterAll { Disconnect-ManagedIdentity }

    BeforeEach { Write-FaultPlan -Emulator $emulator }

    It 'may be stopped by what reads its verbose lines' {
        $time = [Diagnostics.Stopwatch]::StartNew()
        Write-FaultPlan -Emulator $emulator -Fault @{ endpoint = 'imds'; match = 'first.example'; delayMs = 30000 }
        $first = Get-ManagedIdentityToken -Resource https://first.example -Verbose 4>&1 | Select-Object -First 1
        $first | Should -BeOfType Management.Automation.VerboseRecord
        $time.Elapsed.TotalSeconds | Should -BeLessThan 5
        (Get-ManagedIdentityToken).PrincipalId | Should -Be $emulator.systemAssigned.principalId
    }

    It 'may call a cmdlet of this module from what reads its verbose lines' {
        $found = Get-ManagedIdentityToken -Resource https://outer.example -Verbose 4>&1 | ForEach-Object {
            if ($_ -is [Management.Automation.VerboseRecord]) { Get-ManagedIdentityToken -Resource https://inner.example } else { $_ }
        }
        $found.Resource | Select-Object -Unique | Should -Be 'https://inner.example', 'https://outer.example'
    }

    It 'passes on what user code throws while it reads verbose lines' {
        { Get-ManagedIdentityToken -Resource https://thrown.example -Verbose 4>&1 | ForEach-Object { throw 'mine' } } | Should -Throw 'mine'
    }

    It 'obeys -WarningAction Stop' {
        Disconnect-ManagedIdentity
        { Connect-ManagedIdentity -WarningAction Stop } | Should -Throw -ExceptionType ([Management.Automation.ActionPreferenceStopException])
        $null = Connect-ManagedIdentity -WarningAction SilentlyContinue
    }

    It 'ends within 200 ms of Ctrl+C during <What>' -ForEach @(
        @{ What = 'a slow answer'; Rounds = 3; Fault = @{ endpoint = 'imds'; match = 'stopped'; delayMs = 60000 } }
        # Once: whoever comes after knows of the minute, and does not ask.
        @{ What = 'a wait before a retry'; Rounds = 1; Fault = @{ endpoint = 'imds'; match = 'stopped'; status = 429; retryAfter = '60' } }
    ) {
        Write-FaultPlan -Emulator $emulator -Fault $Fault
        $script = 'Get-ManagedIdentityToken -Resource https://stopped{0}.example -TimeoutSec 0 -Connection $args[0]'
        Measure-Stop -Emulator $emulator -Script $script -Value (Get-ManagedIdentityConnection) -Asked 'stopped{0}.example' -Rounds $Rounds |
            Should -BeLessThan 200
    }
}

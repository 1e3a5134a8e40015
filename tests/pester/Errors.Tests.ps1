# Each failure has an id of its own, the category and severity of its family, and a next step.

BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    $script:emulator = Open-Emulator
}

AfterAll { Close-Emulator -Emulator $emulator }

Describe 'Errors' {
    BeforeAll {
        $script:guid = [Guid]::NewGuid().ToString()
        $script:tokens = 'identity/oauth2/token'

        # The first failure of a command, and whether it ended the command.
        function Get-Failure {
            param([scriptblock] $Command)
            $ErrorActionPreference = 'Continue'
            try {
                $told = & $Command 2>&1 3>$null | Where-Object { $_ -is [Management.Automation.ErrorRecord] }
                @{ Record = @($told)[0]; Terminating = $false }
            } catch {
                @{ Record = $_; Terminating = $true }
            }
        }
    }

    AfterAll { Disconnect-ManagedIdentity }

    BeforeEach {
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator
    }

    Context 'of signing in' {
        It '<Id>' -ForEach @(
            @{ Id = 'ConflictingSelectors'; Category = 'InvalidArgument'; Ends = $true; With = { @{ ClientId = $guid; ObjectId = $guid } } }
            @{ Id = 'InvalidClientId'; Category = 'InvalidArgument'; Ends = $true; With = { @{ ClientId = 'x' } } }
            @{ Id = 'InvalidObjectId'; Category = 'InvalidArgument'; Ends = $true; With = { @{ ObjectId = 'x' } } }
            @{ Id = 'InvalidIdentityResourceId'; Category = 'InvalidArgument'; Ends = $true; With = { @{ IdentityResourceId = '/x' } } }
            @{ Id = 'InvalidAccountId'; Category = 'InvalidArgument'; Ends = $true; With = { @{ AccountId = 'x' } } }
            @{ Id = 'InvalidUtf8'; Category = 'InvalidArgument'; Ends = $true; With = { @{ AccountId = [string][char]0xD83D } } }
            @{ Id = 'InvalidEnvironment'; Category = 'InvalidArgument'; Ends = $true; With = { @{ Environment = 'x' } } }
            @{ Id = 'InvalidSubscriptionId'; Category = 'InvalidArgument'; Ends = $true; With = { @{ SubscriptionId = 'x' } } }
            @{ Id = 'SourceNotConfigured'; Category = 'InvalidArgument'; Ends = $true; With = { @{ Source = 'AppService' } } }
            @{ Id = 'IdentityNotAssigned'; Category = 'ObjectNotFound'; Ends = $true; With = { @{ ClientId = $guid } } }
            @{ Id = 'NameNotResolved'; Category = 'ConnectionError'; Ends = $false; With = { @{ Environment = 'https://nosuch.invalid'; TimeoutSec = 5 } } }
        ) {
            $parameters = & $With
            $failure = Get-Failure -Command { Connect-ManagedIdentity @parameters }
            $failure.Record.FullyQualifiedErrorId | Should -Be "$Id,ManagedIdentity.Commands.ConnectManagedIdentityCommand"
            $failure.Record.CategoryInfo.Category | Should -Be $Category
            $failure.Terminating | Should -Be $Ends
            $failure.Record.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
            $failure.Record.Exception | Should -BeOfType ManagedIdentity.Errors.ManagedIdentityException
            $failure.Record.Exception.Code | Should -Be $Id
        }

        It 'tells what the user passed as the target' {
            (Get-Failure -Command { Connect-ManagedIdentity -ObjectId 'mine' }).Record.TargetObject | Should -Be 'mine'
        }
    }

    Context 'of the environment, as $env: shows it in this session' {
        It '<Id> for <Name>' -ForEach @(
            @{ Id = 'NothingListening'; Category = 'ResourceUnavailable'; Ends = $true; Name = 'AZURE_POD_IDENTITY_AUTHORITY_HOST'; Value = 'http://127.0.0.1:9' }
            @{ Id = 'InvalidEndpoint'; Category = 'InvalidArgument'; Ends = $true; Name = 'AZURE_POD_IDENTITY_AUTHORITY_HOST'; Value = 'nothing' }
            @{ Id = 'UntrustedEndpoint'; Category = 'SecurityError'; Ends = $true; Name = 'AZURE_POD_IDENTITY_AUTHORITY_HOST'; Value = 'http://example.com' }
            @{ Id = 'InvalidEnvironment'; Category = 'InvalidArgument'; Ends = $true; Name = 'AZMI_ENVIRONMENT'; Value = 'x' }
            @{ Id = 'CertificateNotTrusted'; Category = 'ConnectionError'; Ends = $false; Name = 'AZMI_CA_FILE'; Value = $null }
            @{ Id = 'InvalidCaFile'; Category = 'InvalidArgument'; Ends = $true; Name = 'AZMI_CA_FILE'; Value = 'nosuchfile.pem' }
        ) {
            if ($Value) { Set-Item -Path "env:$Name" -Value $Value } else { Remove-Item -Path "env:$Name" }
            $failure = Get-Failure -Command { Connect-ManagedIdentity -TimeoutSec 5 }
            $failure.Record.FullyQualifiedErrorId | Should -Be "$Id,ManagedIdentity.Commands.ConnectManagedIdentityCommand"
            $failure.Record.CategoryInfo.Category | Should -Be $Category
            $failure.Terminating | Should -Be $Ends
            $failure.Record.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }

        It 'names <Name> as the cause' -ForEach @(
            @{ Name = 'AZURE_POD_IDENTITY_AUTHORITY_HOST'; Value = 'http://127.0.0.1:9'; Words = '* seems to point to an emulator that has ended.*' }
            @{ Name = 'AZMI_CA_FILE'; Value = '/nowhere/azmi-emulator-7-ab.pem'; Words = '* seems to point to an emulator that has ended.*' }
            @{ Name = 'AZMI_ENVIRONMENT'; Value = 'https://localhost:9'; Words = '* seems to point to an emulator that has ended.*' }
            @{ Name = 'AZMI_ENVIRONMENT'; Value = 'x'; Words = " can't be used: 'x' is neither*" }
        ) {
            Set-Item -Path "env:$Name" -Value $Value
            $failure = Get-Failure -Command { Connect-ManagedIdentity -TimeoutSec 5 }
            "$($failure.Record)" | Should -BeLike "*$Name$Words"
        }

        It '<Id> for HTTPS_PROXY=<Value>' -ForEach @(
            @{ Id = 'ProxyFailed'; Category = 'ConnectionError'; Ends = $false; Value = 'http://127.0.0.1:9' }
            @{ Id = 'InvalidProxy'; Category = 'InvalidArgument'; Ends = $true; Value = 'http://:' }
        ) {
            $env:HTTPS_PROXY = $Value
            $failure = Get-Failure -Command { Connect-ManagedIdentity -Environment https://arm.invalid -TimeoutSec 5 }
            Get-ErrorCode -Record $failure.Record | Should -Be $Id
            $failure.Record.CategoryInfo.Category | Should -Be $Category
            $failure.Terminating | Should -Be $Ends
        }

        It 'NO_PROXY keeps a host off the proxy' {
            $env:HTTPS_PROXY = 'http://127.0.0.1:9'
            $env:NO_PROXY = 'arm.invalid'
            Get-ErrorCode -Record (Get-Failure -Command { Connect-ManagedIdentity -Environment https://arm.invalid -TimeoutSec 5 }).Record |
                Should -Be 'NameNotResolved'
        }

        It 'the variables of <Source> choose that source' -ForEach @(
            @{ Source = 'AppService'; Code = 'TimedOut'; Set = @{ IDENTITY_ENDPOINT = 'http://127.0.0.1:9/msi'; IDENTITY_HEADER = 'x' } }
            @{ Source = 'ServiceFabric'; Code = 'TimedOut'; Set = @{ IDENTITY_ENDPOINT = 'https://127.0.0.1:9/msi'; IDENTITY_HEADER = 'x'; IDENTITY_SERVER_THUMBPRINT = '0' * 40 } }
            @{ Source = 'Arc'; Code = 'NothingListening'; Set = @{ IDENTITY_ENDPOINT = 'http://127.0.0.1:9/msi'; IMDS_ENDPOINT = 'http://127.0.0.1:9' } }
            @{ Source = 'MachineLearning'; Code = 'TimedOut'; Set = @{ MSI_ENDPOINT = 'http://127.0.0.1:9/msi'; MSI_SECRET = 'x'; DEFAULT_IDENTITY_CLIENT_ID = '66666666-6666-4666-8666-666666666661' } }
            @{ Source = 'CloudShell'; Code = 'NothingListening'; Set = @{ MSI_ENDPOINT = 'http://127.0.0.1:9/msi' } }
        ) {
            $Set.Keys | ForEach-Object { Set-Item -Path "env:$_" -Value $Set[$_] }
            # What the platform announced with a secret may start late: it is waited for, here to the end of the time.
            $failure = Get-Failure -Command { Connect-ManagedIdentity -TimeoutSec 2 }
            Get-ErrorCode -Record $failure.Record | Should -Be $Code
            $failure.Record.Exception.Message | Should -Match '127\.0\.0\.1:9|refused'
        }
    }

    Context 'of the identity endpoint' {
        BeforeAll {
            Enter-Emulator -Emulator $emulator
            Write-FaultPlan -Emulator $emulator
            $script:connection = Connect-ManagedIdentity -WarningAction SilentlyContinue
        }

        It '<Id> for <What>' -ForEach @(
            @{ Id = 'TimedOut'; What = 'no answer'; Category = 'OperationTimeout'; Ends = $false; Fault = @{ delayMs = 60000 } }
            @{ Id = 'BadResponse'; What = 'HTML'; Category = 'InvalidData'; Ends = $false; Fault = @{ status = 200; contentType = 'text/html'; body = '<html>sign in</html>' } }
            @{ Id = 'ResponseTooLarge'; What = '200 MB'; Category = 'InvalidData'; Ends = $false; Fault = @{ status = 200; bodySize = 200MB } }
            @{ Id = 'InvalidToken'; What = 'an empty token'; Category = 'InvalidData'; Ends = $false; Fault = @{ status = 200; body = '{"access_token":"","expires_on":"4102444800","resource":"x","token_type":"Bearer"}' } }
            @{ Id = 'AudienceRefused'; What = 'an unknown audience'; Category = 'AuthenticationError'; Ends = $true; Fault = @{ status = 400; body = '{"error":"invalid_resource","error_description":"AADSTS500011: not found"}' } }
        ) {
            $Fault.endpoint = 'imds'
            $Fault.match = $tokens
            Write-FaultPlan -Emulator $emulator -Fault $Fault
            $failure = Get-Failure -Command { Get-ManagedIdentityToken -Resource https://failing.example -TimeoutSec 4 -Connection $connection }
            $failure.Record.FullyQualifiedErrorId | Should -Be "$Id,ManagedIdentity.Commands.GetManagedIdentityTokenCommand"
            $failure.Record.CategoryInfo.Category | Should -Be $Category
            $failure.Terminating | Should -Be $Ends
            $failure.Record.TargetObject | Should -Be 'https://failing.example'
            $failure.Record.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }

        # On an endpoint of its own: the wait holds for everybody who asks it.
        It 'Throttled for a wait that does not fit, for the next call at once' {
            $own = Open-Emulator
            try {
                Enter-Emulator -Emulator $own
                Write-FaultPlan -Emulator $own
                $throttled = Connect-ManagedIdentity -WarningAction SilentlyContinue
                Write-FaultPlan -Emulator $own -Fault @{ endpoint = 'imds'; match = $tokens; status = 429; retryAfter = '600'; times = 1 }
                foreach ($resource in 'https://first.example', 'https://second.example') {
                    $clock = [Diagnostics.Stopwatch]::StartNew()
                    $failure = Get-Failure -Command { Get-ManagedIdentityToken -Resource $resource -Connection $throttled }
                    $clock.Elapsed.TotalSeconds | Should -BeLessThan 5
                    $failure.Record.FullyQualifiedErrorId | Should -Be 'Throttled,ManagedIdentity.Commands.GetManagedIdentityTokenCommand'
                    $failure.Record.CategoryInfo.Category | Should -Be 'LimitsExceeded'
                    $failure.Terminating | Should -BeFalse
                    $failure.Record.TargetObject | Should -Be $resource
                    $failure.Record.ErrorDetails.RecommendedAction | Should -Match '\b(59\d|600) s\b'
                }
            } finally {
                Close-Emulator -Emulator $own
            }
        }

        It '<Id> for -<Name>' -ForEach @(
            @{ Id = 'InvalidResource'; Name = 'Resource'; Value = 'two words' }
            @{ Id = 'InvalidResource'; Name = 'Resource'; Value = '' }
            @{ Id = 'UnknownResourceName'; Name = 'Resource'; Value = 'NoSuchService' }
            @{ Id = 'InvalidClaims'; Name = 'Claims'; Value = '[]' }
        ) {
            $parameter = @{ $Name = $Value }
            $failure = Get-Failure -Command { Get-ManagedIdentityToken @parameter -Connection $connection }
            Get-ErrorCode -Record $failure.Record | Should -Be $Id
            $failure.Record.CategoryInfo.Category | Should -Be 'InvalidArgument'
            $failure.Terminating | Should -BeTrue
        }

        It 'WrongIdentity when another identity answers' {
            Write-FaultPlan -Emulator $emulator -Fault @{ endpoint = 'imds'; claims = @{ oid = $guid; appid = $guid } }
            $id = $emulator.userAssigned[1].clientId
            $failure = Get-Failure -Command { Connect-ManagedIdentity -ClientId $id }
            Get-ErrorCode -Record $failure.Record | Should -Be 'WrongIdentity'
            $failure.Record.CategoryInfo.Category | Should -Be 'SecurityError'
            $failure.Record.TargetObject | Should -Be $id
        }
    }

    Context 'of Resource Manager' {
        BeforeAll {
            Enter-Emulator -Emulator $emulator
            Write-FaultPlan -Emulator $emulator
            $script:connection = Connect-ManagedIdentity -WarningAction SilentlyContinue
        }

        It '<Id> for <What>' -ForEach @(
            @{ Id = 'AuthenticationFailed'; What = '401'; Category = 'AuthenticationError'; Ends = $true; Fault = @{ status = 401 } }
            @{ Id = 'AuthorizationFailed'; What = '403'; Category = 'PermissionDenied'; Ends = $false; Fault = @{ status = 403 } }
            @{ Id = 'Conflict'; What = '409'; Category = 'ResourceExists'; Ends = $false; Fault = @{ status = 409 } }
            @{ Id = 'Conflict'; What = '412'; Category = 'InvalidOperation'; Ends = $false; Fault = @{ status = 412 } }
            @{ Id = 'Throttled'; What = '429'; Category = 'LimitsExceeded'; Ends = $false; Fault = @{ status = 429; retryAfter = '6' } }
            @{ Id = 'ServiceFailed'; What = '400'; Category = 'InvalidOperation'; Ends = $false; Fault = @{ status = 400 } }
            @{ Id = 'BadResponse'; What = 'HTML'; Category = 'InvalidData'; Ends = $false; Fault = @{ status = 200; body = '<html></html>' } }
            @{ Id = 'TimedOut'; What = 'no answer'; Category = 'OperationTimeout'; Ends = $false; Fault = @{ delayMs = 60000 } }
        ) {
            $Fault.endpoint = 'arm'
            Write-FaultPlan -Emulator $emulator -Fault $Fault
            $failure = Get-Failure -Command { Get-VmPrincipalId -Name vm1 -ResourceGroupName rg1 -TimeoutSec 4 -Connection $connection }
            $failure.Record.FullyQualifiedErrorId | Should -Be "$Id,ManagedIdentity.Commands.GetVmPrincipalIdCommand"
            $failure.Record.CategoryInfo.Category | Should -Be $Category
            $failure.Terminating | Should -Be $Ends
            $failure.Record.TargetObject | Should -Be 'vm1'
            $failure.Record.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }

        It '<Id> for a query' -ForEach @(
            @{ Id = 'InvalidVmName'; Category = 'InvalidArgument'; Query = @{ Name = 'a b' } }
            @{ Id = 'InvalidResourceGroupName'; Category = 'InvalidArgument'; Query = @{ Name = 'a'; ResourceGroupName = 'a/b' } }
            @{ Id = 'InvalidSubscriptionId'; Category = 'InvalidArgument'; Query = @{ Name = 'a'; SubscriptionId = 'x' } }
            @{ Id = 'InvalidVmResourceId'; Category = 'InvalidArgument'; Query = @{ ResourceId = '/x' } }
            @{ Id = 'InvalidQuery'; Category = 'InvalidArgument'; Query = @{ ResourceGroupName = 'rg1' } }
            @{ Id = 'VmNotFound'; Category = 'ObjectNotFound'; Query = @{ Name = 'nosuch' } }
            @{ Id = 'SystemAssignedNotEnabled'; Category = 'ObjectNotFound'; Query = @{ Name = 'vm3' } }
            @{ Id = 'UserAssignedNotFound'; Category = 'ObjectNotFound'; Query = @{ Name = 'vm1'; IdentityName = 'nosuch' } }
        ) {
            $failure = Get-Failure -Command { Get-VmPrincipalId @Query -Connection $connection }
            Get-ErrorCode -Record $failure.Record | Should -Be $Id
            $failure.Record.CategoryInfo.Category | Should -Be $Category
            $failure.Terminating | Should -BeFalse
        }

        It 'a missing role is told with the command that gives it' {
            $other = Connect-ManagedIdentity -ClientId $emulator.userAssigned[1].clientId -WarningAction SilentlyContinue
            $failure = Get-Failure -Command { Get-VmPrincipalId -Name vm1 -ResourceGroupName rg1 -Connection $other }
            Get-ErrorCode -Record $failure.Record | Should -Be 'AuthorizationFailed'
            $failure.Record.ErrorDetails.RecommendedAction | Should -BeLike '*role assignment*Reader*'
        }
    }
}

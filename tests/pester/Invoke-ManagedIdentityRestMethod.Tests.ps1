BeforeDiscovery {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    $script:examples = Get-HelpExample -Name Invoke-ManagedIdentityRestMethod
}

BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    $script:emulator = Open-Emulator -Scenario @{
        virtualMachines = @(@{ name = 'vm1'; resourceGroup = 'rg1'; identity = @{ systemAssigned = $true } })
        resources       = @(@{ type = 'Microsoft.Web/sites'; name = 'web'; resourceGroup = 'rg1' })
        thisVm          = 'vm1'
        roleAssignments = @(@{ principal = 'vm1'; role = 'Owner' }, @{ principal = 'vm1'; role = 'Key Vault Secrets User' })
        arm             = @{ vaults = @{ vault1 = @{ greeting = 'hello' } }; pageSize = 1 }
    }
    $script:subscription = "/subscriptions/$($emulator.subscriptionId)"
    $script:port = ([uri]$emulator.arm).Port
    $script:template = @'
{"properties":{"mode":"Incremental","template":{"resources":[
  {"type":"Microsoft.Storage/storageAccounts","apiVersion":"2023-01-01","name":"store1","location":"westeurope"}]}}}
'@
}

AfterAll { Close-Emulator -Emulator $emulator }

Describe 'Invoke-ManagedIdentityRestMethod' {
    BeforeAll {
        Enter-Emulator -Emulator $emulator
        $null = Connect-ManagedIdentity -WarningAction SilentlyContinue
    }

    BeforeEach { Write-FaultPlan -Emulator $emulator }

    AfterAll { Disconnect-ManagedIdentity }

    It 'writes JSON as an object' {
        $found = Invoke-ManagedIdentityRestMethod -Path "${subscription}?api-version=2022-12-01"
        $found.subscriptionId | Should -Be $emulator.subscriptionId
        $found.subscriptionPolicies.spendingLimit | Should -Be 'Off'
        (Invoke-ManagedIdentityRestMethod $subscription -ApiVersion 2022-12-01).id | Should -Be $subscription
        (Invoke-ManagedIdentityRestMethod -Uri "$($emulator.arm)${subscription}?api-version=2022-12-01").id | Should -Be $subscription
    }

    It 'writes the entries of all pages as they come' {
        $list = @{ Path = "$subscription/resources"; ApiVersion = '2022-09-01'; Paginate = $true }
        $entries = @(Invoke-ManagedIdentityRestMethod @list)
        $entries.name | Should -Be 'vm1', 'web'
        Measure-Request -Emulator $emulator -Part '/resources' | Should -Be 2
        Write-FaultPlan -Emulator $emulator
        (Invoke-ManagedIdentityRestMethod @list | Select-Object -First 1).name | Should -Be 'vm1'
        Measure-Request -Emulator $emulator -Part '/resources' | Should -Be 1
        @((Invoke-ManagedIdentityRestMethod -Path $list.Path -ApiVersion $list.ApiVersion).value).Count | Should -Be 1
    }

    It 'sends <What> as the body' -ForEach @(
        @{ What = 'text'; Body = '{"location":"westeurope","tags":{"made":"by text"}}' }
        @{ What = 'a hashtable'; Body = @{ location = 'westeurope'; tags = @{ made = 'by hashtable' } } }
        @{ What = 'an object'; Body = [pscustomobject]@{ location = 'westeurope'; tags = [pscustomobject]@{ made = 'by object' } } }
        @{ What = 'text of a file'; Body = $null }
    ) {
        if (-not $Body) {
            $file = Join-Path -Path $TestDrive -ChildPath 'body.json'
            [IO.File]::WriteAllText($file, '{"location":"westeurope","tags":{"made":"by text of a file"}}')
            $Body = Get-Content -Path $file -Raw
        }
        $made = Invoke-ManagedIdentityRestMethod -Method Put -Path "$subscription/resourceGroups/made" -ApiVersion 2022-09-01 -Body $Body
        $made.tags.made | Should -BeLike 'by *'
        $made.location | Should -Be 'westeurope'
    }

    It 'sends headers and sets variables' {
        $headers = @{ 'x-ms-client-request-id' = 'mine'; 'x-ms-return-client-request-id' = $true }
        $null = Invoke-ManagedIdentityRestMethod -Path $subscription -ApiVersion 2022-12-01 -Headers $headers -StatusCodeVariable code -ResponseHeadersVariable told
        $code | Should -Be 200
        $told['X-MS-Client-Request-Id'] | Should -Be 'mine'
    }

    It 'refuses headers that are not the caller''s' {
        { Invoke-ManagedIdentityRestMethod -Path $subscription -ApiVersion 2022-12-01 -Headers @{ Authorization = 'Bearer x' } } |
            Should -Throw -ErrorId 'InvalidHeader,ManagedIdentity.Commands.InvokeManagedIdentityRestMethodCommand'
    }

    It 'changes nothing with -WhatIf, and reads all the same' {
        $null = Invoke-Fresh -Script "Invoke-ManagedIdentityRestMethod -Method DELETE -Path '$subscription/resourceGroups/rg1' -ApiVersion 2022-09-01 -WhatIf"
        Measure-Request -Emulator $emulator -Part 'resourceGroups' | Should -Be 0
        (Invoke-ManagedIdentityRestMethod -Path $subscription -ApiVersion 2022-12-01 -WhatIf).id | Should -Be $subscription
        $asked = Invoke-Fresh -Script "Invoke-ManagedIdentityRestMethod -Method DELETE -Path '$subscription/resourceGroups/rg1?api-version=2022-09-01&x=secret' -WhatIf"
        "$asked" | Should -BeLike "*DELETE*$subscription/resourceGroups/rg1*"
        "$asked" | Should -Not -BeLike '*secret*'
    }

    It 'reads a secret in two lines' {
        $secret = Invoke-ManagedIdentityRestMethod -Uri "https://vault1.vault.localhost:$port/secrets/greeting?api-version=7.4"
        $secret.value | Should -Be 'hello'
    }

    It 'needs -Resource for a host that it does not know' {
        { Invoke-ManagedIdentityRestMethod -Uri https://example.com/ } |
            Should -Throw -ErrorId 'ResourceRequired,ManagedIdentity.Commands.InvokeManagedIdentityRestMethodCommand'
    }

    It 'shows no value of an address that may be secret' {
        $address = "https://vault1.vault.localhost:$port/secrets/nosuch?api-version=7.4&sig=HIDDEN-4711"
        $said = Invoke-ManagedIdentityRestMethod -Uri $address -Verbose -ErrorVariable failed -ErrorAction SilentlyContinue 4>&1 | Out-String -Width 500
        $said | Should -Match 'api-version=7.4&sig=\.\.\.'
        $said + $failed[0].CategoryInfo + $failed[0] | Should -Not -Match 'HIDDEN-4711'
        $failed[0].TargetObject | Should -Be $address
    }

    It 'writes <What>' -ForEach @(
        @{ What = 'other text as it is'; Type = 'text/plain'; Body = 'hello'; Expected = 'hello' }
        @{ What = 'bytes as bytes'; Type = 'application/octet-stream'; Body = 'hello'; Expected = $null }
        @{ What = 'a list at the top entry by entry'; Type = 'application/json'; Body = '[1,2,3]'; Expected = 1, 2, 3 }
        @{ What = 'nothing where there is nothing'; Type = 'application/json'; Body = ''; Expected = @() }
        @{ What = 'JSON that has no object as text'; Type = 'application/json'; Body = '{"a":1,"A":2}'; Expected = '{"a":1,"A":2}' }
    ) {
        Write-FaultPlan -Emulator $emulator -Fault @{ endpoint = 'arm'; match = 'resourceGroups/rg1'; status = 200; contentType = $Type; body = $Body }
        $found = Invoke-ManagedIdentityRestMethod -Path "$subscription/resourceGroups/rg1" -ApiVersion 2022-09-01 -WarningAction SilentlyContinue
        if ($Type -like '*octet*') {
            , $found | Should -BeOfType byte[]
            [Text.Encoding]::ASCII.GetString($found) | Should -Be $Body
        } else {
            @($found) | Should -Be @($Expected)
        }
    }

    It 'warns where JSON has no object' {
        Write-FaultPlan -Emulator $emulator -Fault @{ endpoint = 'arm'; match = 'resourceGroups/rg1'; status = 200; contentType = 'application/json'; body = '{"a":1,"A":2}' }
        $null = Invoke-ManagedIdentityRestMethod -Path "$subscription/resourceGroups/rg1" -ApiVersion 2022-09-01 -WarningVariable told -WarningAction SilentlyContinue
        "$told" | Should -BeLike '*as text*'
    }

    It '<Id> for <What>' -ForEach @(
        @{ Id = 'InvalidRequest'; What = 'no version'; Ends = $true; Ask = @{ Path = '/subscriptions' } }
        @{ Id = 'InvalidUri'; What = 'no slash'; Ends = $true; Ask = @{ Path = 'subscriptions' } }
        @{ Id = 'InvalidMethod'; What = 'no method'; Ends = $true; Ask = @{ Path = '/x'; Method = 'A B' } }
        @{ Id = 'InvalidBody'; What = 'no JSON'; Ends = $true; Ask = @{ Path = '/x'; Method = 'PUT'; Body = '{'; ApiVersion = '1' } }
        @{ Id = 'UnknownResourceName'; What = 'no service'; Ends = $true; Ask = @{ Path = '/x'; ApiVersion = '1'; Resource = 'NoSuch' } }
        @{ Id = 'ResourceGroupNotFound'; What = 'no group'; Ends = $false; Ask = @{ Path = '/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/no'; ApiVersion = '2022-09-01' } }
        @{ Id = 'SubscriptionNotFound'; What = 'no subscription'; Ends = $false; Ask = @{ Path = '/subscriptions/99999999-9999-4999-8999-999999999999'; ApiVersion = '2022-12-01' } }
    ) {
        $ended = $false
        try { Invoke-ManagedIdentityRestMethod @Ask -ErrorVariable failed -ErrorAction SilentlyContinue } catch { $ended = $true; $failed = $_ }
        Get-ErrorCode -Record @($failed)[0] | Should -Be $Id
        $ended | Should -Be $Ends
        @($failed)[0].Exception.Hint | Should -Not -BeNullOrEmpty
    }

    It 'refuses <What>' -ForEach @(
        @{ What = 'null as a body'; Ask = { Invoke-ManagedIdentityRestMethod -Path /x -Method PUT -Body $null }; Code = 'ParameterArgumentValidationError' }
        @{ What = 'a path and a URI'; Ask = { Invoke-ManagedIdentityRestMethod -Path /x -Uri https://x }; Code = 'AmbiguousParameterSet' }
    ) {
        $Ask | Should -Throw -ErrorId "$Code,ManagedIdentity.Commands.InvokeManagedIdentityRestMethodCommand"
    }

    It 'completes methods and services' {
        (Complete -Line 'Invoke-ManagedIdentityRestMethod -Method PA').CompletionText | Should -Be 'PATCH'
        (Complete -Line 'Invoke-ManagedIdentityRestMethod -Uri https://x -Resource KeyV').CompletionText | Should -Be 'KeyVault'
    }
}

Describe 'A long-running operation' {
    BeforeAll {
        Enter-Emulator -Emulator $emulator
        $null = Connect-ManagedIdentity -WarningAction SilentlyContinue
        $script:deploy = @{
            Method = 'PUT'; Path = "$subscription/resourceGroups/rg1/providers/Microsoft.Resources/deployments/d1"
            ApiVersion = '2022-09-01'; Body = $template; Wait = $true
        }
        $script:endless = @{ endpoint = 'arm'; match = 'operationstatuses'; status = 200; retryAfter = '20'; body = @{ status = 'Running' } }
    }

    BeforeEach { Write-FaultPlan -Emulator $emulator }

    AfterAll { Disconnect-ManagedIdentity }

    It 'is followed to its end' {
        (Invoke-ManagedIdentityRestMethod @deploy).properties.provisioningState | Should -Be 'Succeeded'
        (Invoke-ManagedIdentityRestMethod -Path "$subscription/resourceGroups/rg1/providers/Microsoft.Storage/storageAccounts/store1" -ApiVersion 2023-01-01).name |
            Should -Be 'store1'
    }

    It 'is not followed without -Wait' {
        $begun = $deploy.Clone()
        $begun.Remove('Wait')
        $null = Invoke-ManagedIdentityRestMethod @begun -StatusCodeVariable code
        $code | Should -BeIn 200, 201
        Measure-Request -Emulator $emulator -Part 'operationStatuses' | Should -Be 0
    }

    It 'that fails is an error with the service''s words' {
        Write-FaultPlan -Emulator $emulator -Fault @{
            endpoint = 'arm'; match = 'operationstatuses'; status = 200
            body = @{ status = 'Failed'; error = @{ code = 'QuotaExceeded'; message = 'No more cores.' } }
        }
        Invoke-ManagedIdentityRestMethod @deploy -ErrorVariable failed -ErrorAction SilentlyContinue
        Get-ErrorCode -Record $failed[0] | Should -Be 'OperationFailed'
        $failed[0].CategoryInfo.Category | Should -Be 'InvalidResult'
        $failed[0].Exception.Message | Should -BeLike '*No more cores.*'
    }

    It 'that outlasts the time goes on, and the hint says where' {
        Write-FaultPlan -Emulator $emulator -Fault $endless
        Invoke-ManagedIdentityRestMethod @deploy -TimeoutSec 2 -ErrorVariable failed -ErrorAction SilentlyContinue
        Get-ErrorCode -Record $failed[0] | Should -Be 'TimedOut'
        $failed[0].Exception.Hint | Should -BeLike '*operationStatuses*: look there with -Uri, or at the resource itself.*'
    }

    It 'is left at once on Ctrl+C, and the host is told where it goes on' {
        Write-FaultPlan -Emulator $emulator -Fault $endless
        $script = @'
$state = [initialsessionstate]::CreateDefault2()
$state.ImportPSModule('{0}/ManagedIdentity.psd1')
$runspace = [runspacefactory]::CreateRunspace($Host, $state)
$runspace.Open()
$shell = [powershell]::Create()
$shell.Runspace = $runspace
$null = $shell.AddScript('Invoke-ManagedIdentityRestMethod -Method PUT -Path {1} -ApiVersion 2022-09-01 -Body @{ properties = @{ mode = "Incremental"; template = @{ resources = @() } } } -Wait 3>$null')
$running = $shell.BeginInvoke()
Start-Sleep -Milliseconds 2000
$watch = [Diagnostics.Stopwatch]::StartNew()
$shell.Stop()
"took $($watch.ElapsedMilliseconds)"
'@ -replace '\{0\}', $env:AZMI_TEST_MODULE -replace '\{1\}', $deploy.Path
        # From a file: what the host itself is told comes as text then, in lines as long as they happen to be.
        $file = Join-Path -Path $TestDrive -ChildPath 'stop.ps1'
        [IO.File]::WriteAllText($file, $script)
        $told = (& (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $file | Out-String) -replace '\s'
        $told | Should -BeLike '*operationgoeson*operationStatuses*'
        [int]([regex]::Match($told, 'took(\d+)').Groups[1].Value) | Should -BeLessThan 200
    }
}

Describe 'The examples of the help of Invoke-ManagedIdentityRestMethod' {
    BeforeAll {
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator
        $null = Connect-ManagedIdentity -WarningAction SilentlyContinue
        [IO.File]::WriteAllText(
            (Join-Path -Path $TestDrive -ChildPath 'template.json'),
            (($template | ConvertFrom-Json).properties.template | ConvertTo-Json -Depth 10))
    }

    AfterAll { Disconnect-ManagedIdentity }

    It '<Title>' -ForEach $examples {
        Invoke-HelpExample -Code $Code.Replace('vault1.vault.azure.net', "vault1.vault.localhost:$port") -Folder $TestDrive | Should -Not -BeNullOrEmpty
    }
}

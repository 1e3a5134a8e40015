# Every example of the help is run, in a session of its own, against the machines of the emulator's default world.
BeforeDiscovery {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule

    $script:examples = Get-Command -Module ManagedIdentity | ForEach-Object {
        $cmdlet = $_.Name
        $number = 0
        (Get-Help -Name $cmdlet -Full).examples.example | ForEach-Object {
            $number++
            @{ Name = "$cmdlet, example $number"; Code = $_.code; Seven = $_.code -match '-Parallel|-Authentication|Start-ThreadJob' }
        }
    }
}

BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    # The machines of the default world, whose identities may here read, create, and look into a vault.
    $uai = { param($n) @{ name = "uai$n"; resourceGroup = 'rg1'; principalId = "55555555-5555-4555-8555-55555555555$n"; clientId = "66666666-6666-4666-8666-66666666666$n" } }
    $script:emulator = Open-Emulator -Scenario @{
        subscriptions          = @(@{ subscriptionId = '22222222-2222-4222-8222-222222222222' })
        userAssignedIdentities = @((& $uai 1), (& $uai 2))
        virtualMachines        = @(
            @{ name = 'vm1'; resourceGroup = 'rg1'; identity = @{ systemAssigned = $true; userAssigned = @('uai1', 'uai2') } }
            @{ name = 'vm2'; resourceGroup = 'rg1'; identity = @{ userAssigned = @('uai1') } }
            @{ name = 'vm3'; resourceGroup = 'rg1' }
        )
        thisVm                 = 'vm1'
        roleAssignments        = @('vm1', 'uai1', 'uai2' | ForEach-Object { @{ principal = $_; role = 'Owner' }; @{ principal = $_; role = 'Key Vault Secrets User' } })
        arm                    = @{ vaults = @{ vault1 = @{ greeting = 'hello' } } }
    }
    $script:vault = "vault1.vault.localhost:$(([uri]$emulator.arm).Port)"
    # Runspaces and jobs of an example find the module by its name.
    $script:path = $env:PSModulePath
    $env:PSModulePath = (Split-Path -Path (Split-Path -Path $env:AZMI_TEST_MODULE)) + [IO.Path]::PathSeparator + $env:PSModulePath

    # Stands in for cmdlets that call Azure itself or belong to other modules: says what it was called with.
    $script:standIns = @'
function Invoke-RestMethod {
    param($Uri, $Headers, $Authentication, [securestring] $Token, $Method, $Body)
    if ($Headers -and "$($Headers['Authorization'])" -notlike 'Bearer ?*') { throw 'a header without a token' }
    if (-not $Headers -and -not $Token) { throw 'a request without a token' }
    [pscustomobject]@{ value = 'a value'; Uri = $Uri }
}
function New-AzRoleAssignment {
    param($ObjectId, $RoleDefinitionName, $Scope)
    if ("$ObjectId" -notmatch '^[0-9a-f-]{36}$') { throw "no principal id: $ObjectId" }
}
'@

    # Runs code in a new process, in a folder of its own, and returns what was written and every error.
    function Invoke-Example {
        param([string] $Code)
        $place = Join-Path -Path $TestDrive -ChildPath ([Guid]::NewGuid().ToString('N'))
        $null = New-Item -Path $place -ItemType Directory
        [IO.File]::WriteAllText((Join-Path -Path $place -ChildPath 'template.json'), '{"$schema":"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#","contentVersion":"1.0.0.0","resources":[]}')
        [IO.File]::WriteAllText((Join-Path -Path $place -ChildPath 'world.json'), '{"thisVm":"vm1","subscriptions":[{"subscriptionId":"22222222-2222-4222-8222-222222222222"}],"virtualMachines":[{"name":"vm1","resourceGroup":"rg1","identity":{"systemAssigned":true}}],"roleAssignments":[{"principal":"vm1","role":"Reader"}]}')
        $script = "$standIns`nSet-Location -Path '$place'`n`$ErrorActionPreference = 'Continue'`n$($Code.Replace('vault1.vault.azure.net', $vault))`n" +
        "'ran'; `$Error | ForEach-Object { 'ERROR ' + `$_.FullyQualifiedErrorId + ' ' + `$_ }"
        Invoke-Fresh -Script $script
    }
}

AfterAll {
    $env:PSModulePath = $path
    Close-Emulator -Emulator $emulator
}

Describe 'Help' {
    BeforeEach {
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator
    }

    It 'shows what runs: <Name>' -ForEach $examples {
        if ($Seven -and $PSVersionTable.PSVersion.Major -lt 7) {
            Set-ItResult -Skipped -Because 'it is for PowerShell 7'
            return
        }
        $said = @(Invoke-Example -Code $Code)
        $said | Should -Not -BeNullOrEmpty -Because 'it ran to its end'
        # An example may be about an error; then it keeps the error for itself.
        if ($Code -like '*-ErrorAction SilentlyContinue*') { return }
        @($said | Where-Object { "$_" -like 'ERROR *' }) -join "`n" | Should -BeNullOrEmpty
    }
}

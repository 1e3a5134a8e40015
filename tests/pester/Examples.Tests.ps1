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
    $script:emulator = Open-Emulator
    $script:vault = "vault1.vault.localhost:$(([uri]$emulator.arm).Port)"
    # Runspaces and jobs of an example find the module by its name.
    $script:path = $env:PSModulePath
    $env:PSModulePath = (Split-Path -Path (Split-Path -Path $env:AZMI_TEST_MODULE)) + [IO.Path]::PathSeparator + $env:PSModulePath

    $script:standIns = Get-StandIn

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

# Every example of the help and every block of PowerShell in the documents for users that can be run without Azure is run, in a session of
# its own against the emulator's default world.
BeforeDiscovery {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule

    # What an example must end with instead of success: it asks a host that is not the emulator, to which its tokens never go.
    $refused = @{ 'Invoke-ManagedIdentityRestMethod' = @('vault.azure.net') }

    $script:examples = Get-Command -Module ManagedIdentity | ForEach-Object {
        $cmdlet = $_.Name
        $number = 0
        (Get-Help -Name $cmdlet -Full).examples.example | ForEach-Object {
            $number++
            $code = $_.code
            $leaves = @($refused[$cmdlet] | Where-Object { $_ -and $code -like "*$_*" }).Count -gt 0
            @{ Name = "$cmdlet, example $number"; Code = $code; Leaves = $leaves; Seven = $code -match '-Parallel|-Authentication|Start-ThreadJob' }
        }
    }
}

BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    # The default world, in which the user-assigned identities of the examples may read and create as well.
    $roles = 'vm1', 'uai1', 'uai2' | ForEach-Object { @{ principal = $_; role = 'Contributor' } }
    $script:emulator = Open-Emulator -Scenario @{ roleAssignments = @($roles) }
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
        $script = "$standIns`nSet-Location -Path '$place'`n`$ErrorActionPreference = 'Continue'`n$Code`n" +
        "`$Error | ForEach-Object { 'ERROR ' + `$_.FullyQualifiedErrorId + ' ' + `$_ }"
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
        $errors = @($said | Where-Object { "$_" -like 'ERROR *' })
        if ($Leaves) {
            $errors[0] | Should -BeLike 'ERROR EmulatedToken*'
        } else {
            $errors -join "`n" | Should -BeNullOrEmpty
        }
    }
}

# The table of docs/migration.md: what is written there with Az's names is run.
BeforeDiscovery {
    $text = Get-Content -Path (Join-Path -Path $PSScriptRoot -ChildPath '../../docs/migration.md')
    $calls = foreach ($line in $text | Where-Object { $_ -match '^\| `' }) {
        # The cells behind the first hold our commands, between backticks; a shell's are the last of three.
        foreach ($cell in ($line.Trim('|') -split '\s\|\s' | Select-Object -Skip 1)) {
            [regex]::Matches($cell, '`((?:Connect|Disconnect|Get|Invoke)-[^`]*)`') | ForEach-Object { @{ Call = $_.Groups[1].Value } }
        }
    }
    $script:calls = $calls
}

BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    $script:emulator = Open-Emulator
}

AfterAll { Close-Emulator -Emulator $emulator }

Describe 'The way from Az' {
    BeforeEach {
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator
    }

    It 'leads to what runs: <Call>' -ForEach $calls {
        $code = $Call -replace '\bGUID\b', $emulator.subscriptionId -replace 'AccountId ID', "AccountId $($emulator.userAssigned[0].clientId)"
        $code = $code -replace 'ClientId ID', "ClientId $($emulator.userAssigned[0].clientId)" -replace 'ObjectId ID', "ObjectId $($emulator.userAssigned[0].principalId)"
        $code = $code -replace 'IdentityResourceId ID', "IdentityResourceId $($emulator.userAssigned[0].resourceId)" -replace '\bURI\b', 'https://vault.azure.net'
        # Another cloud's Resource Manager is not the emulator; its tokens are given all the same.
        $said = @(Invoke-Fresh -Script "$code 3>`$null; `$Error | ForEach-Object { 'ERROR ' + `$_ }")
        @($said | Where-Object { "$_" -like 'ERROR *' }) -join "`n" | Should -BeNullOrEmpty
    }

    It 'has the rows that are promised: <Count>' -ForEach @(@{ Count = @($calls).Count }) {
        $Count | Should -BeGreaterThan 15
    }

    It 'knows Az''s name -<Alias> of -<Name> of <Cmdlet>' -ForEach @(
        @{ Cmdlet = 'Connect-ManagedIdentity'; Alias = 'Subscription'; Name = 'SubscriptionId' }
        @{ Cmdlet = 'Get-ManagedIdentityToken'; Alias = 'ResourceUrl'; Name = 'Resource' }
        @{ Cmdlet = 'Get-ManagedIdentityToken'; Alias = 'ResourceTypeName'; Name = 'Resource' }
        @{ Cmdlet = 'Get-VmPrincipalId'; Alias = 'VMName'; Name = 'Name' }
        @{ Cmdlet = 'Get-VmPrincipalId'; Alias = 'Id'; Name = 'ResourceId' }
    ) {
        (Get-Command -Name $Cmdlet).Parameters[$Name].Aliases | Should -Contain $Alias
    }
}

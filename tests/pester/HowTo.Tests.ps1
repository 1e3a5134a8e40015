# The PowerShell examples of the how-to pages about Resource Manager, run line by line as a reader would.

BeforeDiscovery {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    $script:pages = 'resources', 'fleet', 'clouds' | ForEach-Object { @{ Page = $_ } }
}

BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    $script:second = '22222222-2222-4222-8222-222222222223'
    $script:emulator = Open-Emulator -Scenario @{
        subscriptions          = @(@{ subscriptionId = '22222222-2222-4222-8222-222222222222' }, @{ subscriptionId = $second })
        userAssignedIdentities = @(@{ name = 'uai1'; resourceGroup = 'rg1' })
        virtualMachines        = @(
            @{ name = 'vm1'; resourceGroup = 'rg1'; identity = @{ systemAssigned = $true; principalId = '33333333-3333-4333-8333-333333333331'; userAssigned = @('uai1') } }
            @{ name = 'vm2'; resourceGroup = 'rg1'; subscriptionId = $second }
        )
        thisVm                 = 'vm1'
        roleAssignments        = @(
            @{ principal = 'vm1'; role = 'Owner' }
            @{ principal = 'vm1'; role = 'Reader'; scope = "/subscriptions/$second" }
            @{ principal = 'vm1'; role = 'Key Vault Secrets User' }
        )
        arm                    = @{ vaults = @{ vault1 = @{ greeting = 'hello' } } }
    }
    [IO.File]::WriteAllText((Join-Path -Path $TestDrive -ChildPath 'template.json'), @'
{"contentVersion":"1.0.0.0","parameters":{"name":{"type":"string"}},"resources":[{"type":"Microsoft.Storage/storageAccounts",
"apiVersion":"2023-01-01","name":"[parameters('name')]","location":"westeurope","sku":{"name":"Standard_LRS"},"kind":"StorageV2"}],
"outputs":{"name":{"type":"string","value":"[parameters('name')]"}}}
'@)
}

AfterAll { Close-Emulator -Emulator $emulator }

Describe 'The how-to page <Page>' -ForEach $pages {
    BeforeAll {
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator
        $null = Connect-ManagedIdentity -WarningAction SilentlyContinue
    }

    AfterAll { Disconnect-ManagedIdentity }

    It 'has examples that run' {
        $text = [IO.File]::ReadAllText((Join-Path -Path $PSScriptRoot -ChildPath "../../docs/how-to/$Page.md"))
        $blocks = @([regex]::Matches($text, '(?s)```powershell\r?\n(.*?)\r?\n```') | ForEach-Object { $_.Groups[1].Value })
        $blocks.Count | Should -BeGreaterThan 1
        foreach ($block in $blocks) {
            $code = $block.Replace('vault1.vault.azure.net', "vault1.vault.localhost:$(([uri]$emulator.arm).Port)").Replace('https://management.local.azurestack.external', $emulator.arm)
            $found = Invoke-HelpExample -Code $code -Folder $TestDrive 3>$null
            if ($block -like '*Export-Csv*') { $found = Import-Csv -Path (Join-Path -Path $TestDrive -ChildPath 'identities.csv') }
            $found | Should -Not -BeNullOrEmpty -Because $block
        }
    }
}

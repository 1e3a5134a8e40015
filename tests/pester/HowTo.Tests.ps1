# The PowerShell examples of the how-to pages, run line by line as a reader would, in the emulator's default world.

BeforeDiscovery {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    $script:pages = 'resources', 'fleet', 'clouds', 'sign-in', 'principal-id' | ForEach-Object { @{ Page = $_ } }
}

BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    $script:emulator = Open-Emulator
    # Runspaces of an example find the module by its name.
    $script:path = $env:PSModulePath
    $env:PSModulePath = (Split-Path -Path (Split-Path -Path $env:AZMI_TEST_MODULE)) + [IO.Path]::PathSeparator + $env:PSModulePath
    [IO.File]::WriteAllText((Join-Path -Path $TestDrive -ChildPath 'template.json'), @'
{"contentVersion":"1.0.0.0","parameters":{"name":{"type":"string"}},"resources":[{"type":"Microsoft.Storage/storageAccounts",
"apiVersion":"2023-01-01","name":"[parameters('name')]","location":"westeurope","sku":{"name":"Standard_LRS"},"kind":"StorageV2"}],
"outputs":{"name":{"type":"string","value":"[parameters('name')]"}}}
'@)
}

AfterAll {
    $env:PSModulePath = $path
    Close-Emulator -Emulator $emulator
}

Describe 'The how-to page <Page>' -ForEach $pages {
    BeforeAll {
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator
        $null = Connect-ManagedIdentity -WarningAction SilentlyContinue
    }

    AfterAll { Disconnect-ManagedIdentity }

    It 'has examples that run' {
        if ($PSVersionTable.PSVersion.Major -lt 7 -and $Page -eq 'sign-in') {
            Set-ItResult -Skipped -Because 'it has examples for PowerShell 7'
            return
        }
        . ([scriptblock]::Create((Get-StandIn)))
        $text = [IO.File]::ReadAllText((Join-Path -Path $PSScriptRoot -ChildPath "../../docs/how-to/$Page.md"))
        $blocks = @([regex]::Matches($text, '(?s)```powershell\r?\n(.*?)\r?\n```') | ForEach-Object { $_.Groups[1].Value })
        $blocks.Count | Should -BeGreaterThan 1
        foreach ($block in $blocks) {
            $code = $block.Replace('vault1.vault.azure.net', "vault1.vault.localhost:$(([uri]$emulator.arm).Port)").Replace('https://management.local.azurestack.external', $emulator.arm)
            $found = Invoke-HelpExample -Code $code -Folder $TestDrive 3>$null
            if ($block -like 'New-Az*') { continue }
            if ($block -like '*Export-Csv*') { $found = Import-Csv -Path (Join-Path -Path $TestDrive -ChildPath 'identities.csv') }
            $found | Should -Not -BeNullOrEmpty -Because $block
        }
    }
}

# Secrets without a module for secrets: the blocks of docs/how-to/tokens.md, run against a vault of the emulator over TLS.
BeforeDiscovery {
    $text = [IO.File]::ReadAllText((Join-Path -Path $PSScriptRoot -ChildPath '../../docs/how-to/tokens.md'))
    $script:blocks = @([regex]::Matches($text, '(?s)```powershell\r?\n(.*?)\r?\n```') | ForEach-Object { $_.Groups[1].Value } |
            Where-Object { $_ -like '*Invoke-RestMethod*' } | ForEach-Object { @{ Code = $_; Lines = @($_ -split '\r?\n') } })
    # Windows PowerShell can't be told for one request that a certificate is trusted.
    $script:old = $PSVersionTable.PSVersion.Major -lt 7
}

BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    $script:emulator = Open-Emulator -Scenario @{
        virtualMachines = @(@{ name = 'vm1'; resourceGroup = 'rg1'; identity = @{ systemAssigned = $true } })
        thisVm          = 'vm1'
        roleAssignments = @(@{ principal = 'vm1'; role = 'Key Vault Secrets User' })
        arm             = @{ vaults = @{ myvault = @{ mysecret = 'a secret' } } }
    }

    # Sends the request to the emulator, whose certificate is trusted for once. Names below localhost are not known to every resolver, so the
    # vault is named by a header; nothing else differs from what a reader runs.
    function Invoke-AtVault {
        param([string] $Uri, [hashtable] $Headers = @{}, [string] $Authentication, [securestring] $Token)
        $port = ([uri]$emulator.arm).Port
        $more = @{ Headers = $Headers + @{ Host = "myvault.vault.localhost:$port" } }
        if ($Authentication) { $more['Authentication'] = $Authentication; $more['Token'] = $Token }
        Invoke-RestMethod -Uri $Uri.Replace('myvault.vault.azure.net', "localhost:$port") -SkipCertificateCheck @more
    }
}

AfterAll { Close-Emulator -Emulator $emulator }

Describe 'A secret of a key vault' {
    BeforeAll {
        Enter-Emulator -Emulator $emulator
        $null = Connect-ManagedIdentity -WarningAction SilentlyContinue
    }

    AfterAll { Disconnect-ManagedIdentity }

    It 'is read in <Lines.Count> lines, as the page shows' -ForEach $blocks -Skip:$old {
        $uri = 'https://myvault.vault.azure.net/secrets/mysecret?api-version=7.4'
        $code = $Code.Replace('Invoke-RestMethod', 'Invoke-AtVault')
        $found = @(& ([scriptblock]::Create("param(`$uri) $code")) $uri)
        $found | ForEach-Object { if ($_ -is [string]) { $_ } else { $_.value } } | Select-Object -Unique | Should -Be 'a secret'
    }

    It 'takes two lines' -ForEach @(@{ First = $blocks[0].Lines.Count; Count = $blocks.Count }) {
        $First | Should -Be 2
        $Count | Should -Be 2
    }
}

# What objects look like on a screen, and that a token never does.

BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    $script:folder = $env:AZMI_TEST_MODULE
    $script:emulator = Open-Emulator
}

AfterAll { Close-Emulator -Emulator $emulator }

Describe 'What is shown' {
    BeforeAll {
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator
        $script:connection = Connect-ManagedIdentity -WarningAction SilentlyContinue
        $script:token = Get-ManagedIdentityToken
        $script:secret = $token.ToPlainText().Split('.')[1]
    }

    AfterAll { Disconnect-ManagedIdentity }

    It 'shows a connection as a list, and as a table where asked for' {
        $list = $connection | Out-String -Width 200
        $list | Should -Match '(?m)^PrincipalId\s+: [0-9a-f-]{36}\s*$'
        $list | Should -Match '(?m)^VmId\s+:'
        $connection | Format-Table -Property Source, IdentityType, PrincipalId, VmName | Out-String -Width 200 | Should -Match 'Source\s+IdentityType\s+PrincipalId\s+VmName'
    }

    It 'shows a token as a table, and as a list where asked for' {
        $token | Out-String -Width 200 | Should -Match 'Source\s+ExpiresOn\s+FromCache\s+Resource'
        $list = $token | Format-List | Out-String -Width 200
        $list | Should -Match '(?m)^ExpiresOn\s+:'
        $list | Should -Not -Match '(?m)^Token\s+:'
    }

    It 'keeps names and headers whole at <Width> columns' -ForEach @(@{ Width = 80 }, @{ Width = 120 }) {
        $screen = {
            param($Width)
            Get-VmIdentity -All | Out-String -Width $Width
            (Get-VmIdentity -Name vm1).UserAssignedIdentities | Out-String -Width $Width
            Get-ManagedIdentityToken | Out-String -Width $Width
        }
        $shown = (& $screen $Width) -join ''
        $shown | Should -Match 'Name\s+PrincipalId\s+Group\s+UAMI'
        $shown | Should -Match 'vm1\s+33333333-3333-4333-8333-333333333331\s+rg1\s+\{uai1, uai2\}'
        $shown | Should -Match 'uai2\s+55555555-5555-4555-8555-555555555552\s+66666666'
        $shown | Should -Match 'Source\s+ExpiresOn\s+FromCache\s+Resource'
        $shown | Should -Not -Match '\.\.\.|\u2026'
        $checks = Test-ManagedIdentity | Out-String -Width $Width
        $checks -split '\r?\n' | ForEach-Object { $_.Length | Should -BeLessOrEqual $Width }
        $checks | Should -Match '(?m)^    Fix: Remove AZURE_POD_IDENTITY_AUTHORITY_HOST to use the machine''s own\r?\n    identity\.'
    }

    It 'loads its views once, where they are needed, and goes on where it may not' {
        $script = '$all = { @((Get-FormatData -TypeName ManagedIdentity.Models.VmIdentity)).Count }; & $all; $null = Get-ManagedIdentityToken 3>$null; & $all; $null = Get-VmIdentity -Name vm1; & $all'
        Invoke-Fresh -Script $script | Should -Be '0', '0', '1'
        # An endpoint that offers this module and nothing else.
        $state = [initialsessionstate]::Create()
        $state.ImportPSModule((Join-Path -Path $folder -ChildPath 'ManagedIdentity.psd1'))
        $shell = [powershell]::Create($state)
        try {
            $shell.Runspace.SessionStateProxy.LanguageMode = 'NoLanguage'
            @($shell.AddCommand('Get-VmIdentity').AddParameter('Name', 'vm1').Invoke())[0].Name | Should -Be 'vm1'
            $shell.Streams.Error | Should -BeNullOrEmpty
        } finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }
    }

    It 'never shows a token: <What>' -ForEach @(
        @{ What = 'default view'; Show = { $token | Out-String -Width 5000 } }
        @{ What = 'list'; Show = { $token | Format-List | Out-String -Width 5000 } }
        @{ What = 'list of everything'; Show = { $token | Format-List -Property * -Force | Out-String -Width 5000 } }
        @{ What = 'table of everything'; Show = { $token | Format-Table -Property * | Out-String -Width 5000 } }
        @{ What = 'JSON'; Show = { $token | ConvertTo-Json -Depth 3 } }
        @{ What = 'CSV'; Show = { $token | ConvertTo-Csv } }
        @{ What = 'text'; Show = { "$token" } }
        @{ What = 'CLIXML'; Show = { [Management.Automation.PSSerializer]::Serialize($connection) } }
        @{ What = 'verbose lines'; Show = { Get-ManagedIdentityToken -ForceRefresh -Verbose 3>&1 4>&1 | Out-String -Width 5000 } }
        @{ What = 'an error'; Show = { Get-VmPrincipalId -Name nosuch -ErrorAction Continue 2>&1 | Format-List -Property * -Force | Out-String -Width 5000 } }
    ) {
        $shown = & $Show | Out-String -Width 100000
        $shown | Should -Not -BeNullOrEmpty
        $shown | Should -Not -Match ([regex]::Escape($secret))
        $shown | Should -Not -Match ([regex]::Escape((Get-ManagedIdentityToken -AsPlainText).Split('.')[2]))
    }

    It 'keeps tokens out of a transcript' {
        $file = Join-Path -Path $TestDrive -ChildPath 'transcript.txt'
        $script = "`$null = Start-Transcript -Path '$file'; Connect-ManagedIdentity 3>`$null; Get-ManagedIdentityToken -Verbose; `$null = Get-ManagedIdentityToken -AsHeader; `$null = Stop-Transcript; Get-ManagedIdentityToken -AsPlainText"
        $shown = Invoke-Fresh -Script $script
        $text = Get-Content -Path $file -Raw
        $text | Should -BeLike '*PrincipalId*'
        # Windows PowerShell ends with an empty line.
        $token = @($shown | Where-Object { "$_" -like 'eyJ*.*.*' })[-1]
        $token | Should -Not -BeNullOrEmpty
        $text | Should -Not -Match ([regex]::Escape($token.Split('.')[1]))
    }
}

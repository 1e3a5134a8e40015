BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    $script:copy = Copy-ModuleWithProgram -Folder $TestDrive

    # Where no emulator was started, nothing may be asked but this machine.
    $script:before = $env:AZURE_POD_IDENTITY_AUTHORITY_HOST, $env:AZMI_ENVIRONMENT
    $env:AZURE_POD_IDENTITY_AUTHORITY_HOST = 'http://127.0.0.1:9'
    $env:AZMI_ENVIRONMENT = 'https://localhost:9'
}

AfterAll { $env:AZURE_POD_IDENTITY_AUTHORITY_HOST, $env:AZMI_ENVIRONMENT = $before }

Describe 'Stop-ManagedIdentityEmulator' {
    It 'ends <How>, and gives the variables their values back' -ForEach @(
        @{ How = 'whichever runs'; Line = 'Stop-ManagedIdentityEmulator' }
        @{ How = 'the one that is piped'; Line = '$emulator | Stop-ManagedIdentityEmulator' }
        @{ How = 'with the module'; Line = 'Remove-Module -Name ManagedIdentity' }
    ) {
        $told = Invoke-Fresh -Module $copy -Script @"
`$env:IDENTITY_ENDPOINT = 'http://127.0.0.1:1'
`$emulator = Start-ManagedIdentityEmulator
$Line
"`$env:IDENTITY_ENDPOINT, `$env:AZURE_POD_IDENTITY_AUTHORITY_HOST, `$env:AZMI_ENVIRONMENT, `$(`$emulator.IsRunning)"
"@
        $told | Should -Be 'http://127.0.0.1:1, http://127.0.0.1:9, https://localhost:9, False'
    }

    It 'ends the emulator of a runspace that is closed' {
        $told = Invoke-Fresh -Module $copy -Script @"
`$state = [initialsessionstate]::CreateDefault2()
`$state.ImportPSModule('$copy/ManagedIdentity.psd1')
`$shell = [powershell]::Create(`$state)
`$emulator = `$shell.AddScript('Start-ManagedIdentityEmulator').Invoke()[0]
`$emulator.IsRunning
`$shell.Runspace.Close()
`$emulator.IsRunning
"left: `$env:AZMI_ENVIRONMENT"
"@
        $told | Should -Be 'True', 'False', 'left: https://localhost:9'
    }

    It 'does nothing where none runs' {
        Invoke-Fresh -Module $copy -Script 'Stop-ManagedIdentityEmulator; "errors: $($Error.Count)"' | Should -Be 'errors: 0'
    }

    It 'leaves one that is not the one that was named' {
        Invoke-Fresh -Module $copy -Script '$first = Start-ManagedIdentityEmulator; Stop-ManagedIdentityEmulator; $second = Start-ManagedIdentityEmulator; $first | Stop-ManagedIdentityEmulator; $second.IsRunning' |
            Should -Be 'True'
    }
}

Describe 'The examples of the help of Stop-ManagedIdentityEmulator' {
    It '<Title>' -ForEach (& { . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1'); Get-HelpExample -Name Stop-ManagedIdentityEmulator }) {
        Invoke-Fresh -Module $copy -Script "`$ErrorActionPreference = 'Stop'; & { $Code } 3>`$null | Out-Null; 'done'" | Should -Be 'done'
    }
}

BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    $script:emulator = Open-Emulator
}

AfterAll { Close-Emulator -Emulator $emulator }

Describe 'Get-ManagedIdentityConnection' {
    BeforeEach { Enter-Emulator -Emulator $emulator }

    AfterEach { Disconnect-ManagedIdentity }

    It 'writes nothing when nobody connected' {
        Invoke-InRunspace -Script { Get-ManagedIdentityConnection } | Should -BeNullOrEmpty
    }

    It 'writes the connection made last in this runspace, and sends nothing' {
        $null = Connect-ManagedIdentity -WarningAction SilentlyContinue
        $last = Connect-ManagedIdentity -WarningAction SilentlyContinue
        Write-FaultPlan -Emulator $emulator
        Get-ManagedIdentityConnection | Should -Be $last
        Measure-TokenRequest -Emulator $emulator | Should -Be 0
    }

    It 'does not show a connection that another runspace closed' {
        $connection = Connect-ManagedIdentity -WarningAction SilentlyContinue
        Invoke-InRunspace -Value $connection -Script { Disconnect-ManagedIdentity -Connection $args[0] }
        Get-ManagedIdentityConnection | Should -BeNullOrEmpty
    }

    It 'writes nothing for the default that a one-line script gets' {
        Invoke-Fresh -Script '$null = Get-VmPrincipalId 3>$null; @(Get-ManagedIdentityConnection).Count' | Should -Be '0'
    }
}

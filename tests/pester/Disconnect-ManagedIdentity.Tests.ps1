BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    $script:emulator = Open-Emulator
}

AfterAll { Close-Emulator -Emulator $emulator }

Describe 'Disconnect-ManagedIdentity' {
    BeforeEach {
        Enter-Emulator -Emulator $emulator
        $script:connection = Connect-ManagedIdentity -WarningAction SilentlyContinue
    }

    It 'closes the current connection and writes nothing' {
        Disconnect-ManagedIdentity | Should -BeNullOrEmpty
        Get-ManagedIdentityConnection | Should -BeNullOrEmpty
    }

    It 'makes a closed connection an error of its own' {
        Disconnect-ManagedIdentity
        { Get-ManagedIdentityToken -Connection $connection } | Should -Throw -ErrorId 'ConnectionClosed,ManagedIdentity.Commands.GetManagedIdentityTokenCommand'
        { Get-VmPrincipalId -Connection $connection } | Should -Throw -ErrorId 'ConnectionClosed,ManagedIdentity.Commands.GetVmPrincipalIdCommand'
    }

    It 'takes a connection by name and from the pipeline, and leaves the current one' {
        $other = Connect-ManagedIdentity -WarningAction SilentlyContinue
        $connection | Disconnect-ManagedIdentity
        Get-ManagedIdentityConnection | Should -Be $other
        Disconnect-ManagedIdentity -Connection $other
        Get-ManagedIdentityConnection | Should -BeNullOrEmpty
    }

    It 'may be called twice, and with nobody signed in' {
        { Disconnect-ManagedIdentity; Disconnect-ManagedIdentity; $connection | Disconnect-ManagedIdentity } | Should -Not -Throw
    }

    It 'refuses null, which would mean the current one' {
        { Disconnect-ManagedIdentity -Connection $null } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'wipes the tokens: the next sign-in asks again' {
        $id = $emulator.userAssigned[0].clientId
        Write-FaultPlan -Emulator $emulator
        $null = Connect-ManagedIdentity -ClientId $id -WarningAction SilentlyContinue
        Disconnect-ManagedIdentity
        $null = Connect-ManagedIdentity -ClientId $id -WarningAction SilentlyContinue
        Measure-TokenRequest -Emulator $emulator | Should -Be 2
    }

    It 'is refused for a copy that came from another process' {
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($connection))
        { Disconnect-ManagedIdentity -Connection $copy } | Should -Throw -ErrorId 'DeserializedConnection,ManagedIdentity.Commands.DisconnectManagedIdentityCommand'
    }
}

# One token for everything that runs at once: loops, thread jobs, runspace pools, tasks; jobs in other processes connect themselves.

BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    $script:emulator = Open-Emulator
    $script:manifest = Join-Path -Path $env:AZMI_TEST_MODULE -ChildPath 'ManagedIdentity.psd1'
}

AfterAll { Close-Emulator -Emulator $emulator }

Describe 'In parallel' {
    BeforeEach {
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator -Fault @{ endpoint = 'imds'; match = 'once.example'; delayMs = 1000 }
        $script:connection = Connect-ManagedIdentity -WarningAction SilentlyContinue
        $script:resource = "https://once.example/$([Guid]::NewGuid())"
        $null = Invoke-RestMethod -Method Delete -Uri "$($emulator.imds)/emulator/requests"
        $script:mine = $emulator.systemAssigned.principalId
    }

    AfterEach { Disconnect-ManagedIdentity }

    It 'ForEach-Object -Parallel makes one request' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
        $found = 1..10 | ForEach-Object -ThrottleLimit 10 -Parallel {
            Import-Module -Name $using:manifest
            (Get-ManagedIdentityToken -Resource $using:resource -Connection $using:connection).PrincipalId
        }
        $found | Should -Be (@($mine) * 10)
        Measure-TokenRequest -Emulator $emulator | Should -Be 1
    }

    It 'thread jobs make one request' -Skip:(-not (Get-Command -Name Start-ThreadJob -ErrorAction Ignore)) {
        $jobs = 1..5 | ForEach-Object {
            Start-ThreadJob -ThrottleLimit 5 -ScriptBlock {
                Import-Module -Name $using:manifest
                (Get-ManagedIdentityToken -Resource $using:resource -Connection $using:connection).PrincipalId
            }
        }
        $jobs | Receive-Job -Wait -AutoRemoveJob | Should -Be (@($mine) * 5)
        Measure-TokenRequest -Emulator $emulator | Should -Be 1
    }

    It 'a runspace pool makes one request' {
        $state = [initialsessionstate]::CreateDefault2()
        $state.ImportPSModule($manifest)
        $pool = [runspacefactory]::CreateRunspacePool(1, 8, $state, $Host)
        $pool.Open()
        try {
            $shells = 1..16 | ForEach-Object {
                $shell = [powershell]::Create()
                $shell.RunspacePool = $pool
                $shell.AddCommand('Get-ManagedIdentityToken').AddParameter('Resource', $resource).AddParameter('Connection', $connection)
            }
            $runs = $shells | ForEach-Object { $_.BeginInvoke() }
            $found = for ($i = 0; $i -lt 16; $i++) { $shells[$i].EndInvoke($runs[$i]) }
            $found.PrincipalId | Should -Be (@($mine) * 16)
            Measure-TokenRequest -Emulator $emulator | Should -Be 1
        } finally {
            $shells | ForEach-Object { $_.Dispose() }
            $pool.Dispose()
        }
    }

    It 'a job in another process connects itself' {
        $job = Start-Job -ScriptBlock {
            Import-Module -Name $using:manifest
            $null = Connect-ManagedIdentity -WarningAction SilentlyContinue
            (Get-ManagedIdentityToken).PrincipalId
        }
        $job | Receive-Job -Wait -AutoRemoveJob | Should -Be $mine
    }

    It 'a caller that is stopped takes nobody with it' {
        $shells = 1..2 | ForEach-Object {
            (New-Runspace).AddCommand('Get-ManagedIdentityToken').AddParameter('Resource', $resource).AddParameter('Connection', $connection)
        }
        try {
            $runs = $shells | ForEach-Object { $_.BeginInvoke() }
            Start-Sleep -Milliseconds 400
            $clock = [Diagnostics.Stopwatch]::StartNew()
            $shells[0].Stop()
            $clock.ElapsedMilliseconds | Should -BeLessThan 200
            $shells[1].EndInvoke($runs[1]).PrincipalId | Should -Be $mine
            Measure-TokenRequest -Emulator $emulator | Should -Be 1
        } finally {
            $shells | ForEach-Object { $_.Runspace.Dispose(); $_.Dispose() }
        }
    }
}

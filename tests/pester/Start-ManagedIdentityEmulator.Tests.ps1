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

Describe 'Start-ManagedIdentityEmulator' {
    It 'points this session at an emulator' {
        $told = Invoke-Fresh -Module $copy -Script @'
$env:IDENTITY_ENDPOINT = 'http://127.0.0.1:1'
$emulator = Start-ManagedIdentityEmulator
$emulator.GetType().FullName
$emulator.ImdsEndpoint -eq $env:AZURE_POD_IDENTITY_AUTHORITY_HOST
$emulator.ArmEndpoint -eq $env:AZMI_ENVIRONMENT
"left: $env:IDENTITY_ENDPOINT"
(Connect-ManagedIdentity 3>$null).Emulated
(Get-VmIdentity -Name vm1).Name
'@
        $told | Should -Be 'ManagedIdentity.Models.ManagedIdentityEmulator', 'True', 'True', 'left: ', 'True', 'vm1'
    }

    It 'warns once that the tokens are fake' {
        $told = Invoke-Fresh -Module $copy -Script @'
$null = Start-ManagedIdentityEmulator
$null = Connect-ManagedIdentity -WarningVariable first 3>$null
$null = Get-ManagedIdentityToken -Resource KeyVault -WarningVariable second 3>$null
"$($first.Count) $($second.Count)"
'@
        $told | Should -Be '1 0'
    }

    It 'never lets a token of the emulator leave this machine' {
        $told = Invoke-Fresh -Module $copy -Script @'
$null = Start-ManagedIdentityEmulator
try { Invoke-ManagedIdentityRestMethod -Uri https://vault1.vault.azure.net/secrets/x?api-version=7.4 -Resource KeyVault 3>$null } catch { $_.FullyQualifiedErrorId }
'@
        $told | Should -Be 'EmulatedToken,ManagedIdentity.Commands.InvokeManagedIdentityRestMethodCommand'
    }

    It 'plays a scenario, with a path from where the session is, and faults' {
        [IO.File]::WriteAllText((Join-Path -Path $TestDrive -ChildPath 'my world.json'), '{"virtualMachines":[{"name":"mine","resourceGroup":"rg1","identity":{"systemAssigned":true}}],"thisVm":"mine"}')
        $told = Invoke-Fresh -Module $copy -Script @"
Set-Location -Path '$TestDrive'
`$null = Start-ManagedIdentityEmulator -Scenario 'my world.json' -Fault @{ endpoint = 'imds'; match = 'failing.example'; status = 400; body = 'by "fault"' }
(Connect-ManagedIdentity 3>`$null).VmName
try { Get-ManagedIdentityToken -Resource https://failing.example -ErrorAction Stop } catch { `$_.Exception.Message -like '*by "fault"*' }
"@
        $told | Should -Be 'mine', 'True'
    }

    It 'plays a behavior by its name' {
        $script = '$null = Start-ManagedIdentityEmulator -Fault web-filter, service-mesh; try { Connect-ManagedIdentity 3>$null } catch { $_.Exception.Message }'
        Invoke-Fresh -Module $copy -Script $script | Should -BeLike '*not allowed to be forwarded*'
    }

    It 'takes the port that is asked for' {
        $listener = New-Object -TypeName Net.Sockets.TcpListener -ArgumentList ([Net.IPAddress]::Loopback), 0
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()
        Invoke-Fresh -Module $copy -Script "(Start-ManagedIdentityEmulator -Port $port).ImdsEndpoint" | Should -Be "http://127.0.0.1:$port"
    }

    It '<Id> for <What>' -ForEach @(
        @{ Id = 'EmulatorNotStarted'; What = 'a scenario that is not there'; End = '; InvalidScenario'; Line = 'Start-ManagedIdentityEmulator -Scenario nosuch.json' }
        @{ Id = 'EmulatorNotStarted'; What = 'a fault of no endpoint'; End = '; InvalidFaults'; Line = "Start-ManagedIdentityEmulator -Fault @{ endpoint = 'mars' }" }
        @{ Id = 'EmulatorRunning'; What = 'a second one'; End = ''; Line = '$null = Start-ManagedIdentityEmulator; Start-ManagedIdentityEmulator' }
    ) {
        $told = Invoke-Fresh -Module $copy -Script "try { $Line } catch { `$_.FullyQualifiedErrorId; `$_.Exception.Hint.Length -gt 20; `$_.Exception.Message }"
        $told[0, 1] | Should -Be "$Id,ManagedIdentity.Commands.StartManagedIdentityEmulatorCommand", 'True'
        # One pair of brackets, with the id of the program's own message in it.
        "$($told[2])" | Should -Match "[^\]] \[$Id$End\]`$"
    }

    It 'says where its program should be' {
        $bare = Join-Path -Path $TestDrive -ChildPath 'bare'
        Copy-Item -Path $copy -Destination $bare -Recurse
        Get-ChildItem -Path $bare -Recurse -Include 'azmi', 'azmi.exe' | Remove-Item
        $told = Invoke-Fresh -Module $bare -Script 'try { Start-ManagedIdentityEmulator } catch { $_.FullyQualifiedErrorId; $_.Exception.Message }'
        $told[0] | Should -Be 'EmulatorProgramMissing,ManagedIdentity.Commands.StartManagedIdentityEmulatorCommand'
        $told[1] | Should -BeLike "*$bare*azmi*"
    }

    It 'has a process group of its own, so that Ctrl+C ends a command and not the emulator' -Skip:($env:OS -eq 'Windows_NT') {
        $script = '$e = Start-ManagedIdentityEmulator; $group = { param($id) ((Get-Content -Path "/proc/$id/stat" -Raw) -replace "^.*\) ").Split(" ")[2] }; (& $group $e.ProcessId) -eq "$($e.ProcessId)"; (& $group $e.ProcessId) -eq (& $group $PID)'
        Invoke-Fresh -Module $copy -Script $script | Should -Be 'True', 'False'
    }

    It 'is what an error speaks of once it has ended' {
        $script = '$e = Start-ManagedIdentityEmulator; Stop-Process -Id $e.ProcessId -Force; while ($e.IsRunning) { Start-Sleep -Milliseconds 10 }; try { Get-VmPrincipalId } catch { $_.FullyQualifiedErrorId; $_.ErrorDetails.RecommendedAction }; Stop-ManagedIdentityEmulator; "$env:AZURE_POD_IDENTITY_AUTHORITY_HOST"'
        $told = Invoke-Fresh -Module $copy -Script $script
        $told[0] | Should -Be 'EmulatorEnded,ManagedIdentity.Commands.GetVmPrincipalIdCommand'
        $told[1] | Should -BeLike '*Start-ManagedIdentityEmulator*'
    }

    It 'says how to mark its program where an archive lost the mark' -Skip:($env:OS -eq 'Windows_NT') {
        $unmarked = Join-Path -Path $TestDrive -ChildPath 'unmarked'
        Copy-Item -Path $copy -Destination $unmarked -Recurse
        $program = (Get-ChildItem -Path $unmarked -Recurse -Include 'azmi')[0].FullName
        & chmod -x $program
        $told = Invoke-Fresh -Module $unmarked -Script 'try { Start-ManagedIdentityEmulator } catch { $_.FullyQualifiedErrorId; $_.ErrorDetails.RecommendedAction }'
        $told[0] | Should -Be 'EmulatorNotStarted,ManagedIdentity.Commands.StartManagedIdentityEmulatorCommand'
        $told[1] | Should -Be "Mark it as executable: chmod +x '$program'"
    }

    It 'ends with its session' {
        $id = [int](Invoke-Fresh -Module $copy -Script '(Start-ManagedIdentityEmulator).ProcessId')
        $waited = [Diagnostics.Stopwatch]::StartNew()
        while ((Get-Process -Id $id -ErrorAction Ignore) -and $waited.Elapsed.TotalSeconds -lt 10) { Start-Sleep -Milliseconds 20 }
        Get-Process -Id $id -ErrorAction Ignore | Should -BeNullOrEmpty
    }
}

Describe 'The examples of the help of Start-ManagedIdentityEmulator' {
    It '<Title>' -ForEach (& { . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1'); Get-HelpExample -Name Start-ManagedIdentityEmulator }) {
        [IO.File]::WriteAllText((Join-Path -Path $TestDrive -ChildPath 'world.json'), '{"virtualMachines":[{"name":"web","resourceGroup":"rg1","identity":{"systemAssigned":true}}],"thisVm":"web","roleAssignments":[{"principal":"web","role":"Reader"}]}')
        $told = Invoke-Fresh -Module $copy -Script "`$ErrorActionPreference = 'Stop'; Set-Location -Path '$TestDrive'; & { $Code } 3>`$null 4>`$null | Out-Null; 'done'"
        $told | Should -Be 'done'
    }
}

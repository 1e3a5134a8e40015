BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    $script:samples = Join-Path -Path $PSScriptRoot -ChildPath '../../powershell/samples'
    $script:emulator = Open-Emulator
    $script:path = $env:PSModulePath
    $modules = Split-Path -Path (Split-Path -Path $env:AZMI_TEST_MODULE)
    $env:PSModulePath = $modules + [IO.Path]::PathSeparator + $env:PSModulePath

    # Runs a sample's file in a process of its own, as its host would, and returns lines and exit code.
    function Invoke-Sample {
        param([string] $File, [string[]] $Argument)
        $sample = Join-Path -Path $samples -ChildPath $File
        $lines = Invoke-Redirected { & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $sample @Argument 2>&1 }
        [pscustomobject]@{ Text = ($lines | ForEach-Object { "$_" } | Out-String -Width 500); ExitCode = $LASTEXITCODE }
    }

    function Enter-Source {
        param([string] $Source)
        Enter-Emulator -Emulator $emulator
        $emulator.sources.$Source.environment.PSObject.Properties | ForEach-Object { Set-Item -Path "env:$($_.Name)" -Value $_.Value }
    }
}

AfterAll {
    'APPSETTING_WEBSITE_SITE_NAME', 'WEBSITE_SITE_NAME', 'AZUREPS_HOST_ENVIRONMENT' | ForEach-Object { Remove-Item -Path "env:$_" -ErrorAction Ignore }
    $env:PSModulePath = $path
    Close-Emulator -Emulator $emulator
}

Describe 'The runbook' {
    BeforeEach {
        Write-FaultPlan -Emulator $emulator
        Enter-Emulator -Emulator $emulator
    }

    It 'runs on a hybrid worker, as the machine' {
        Enter-Source -Source automation
        $run = Invoke-Sample -File 'runbook/Get-VmOwner.ps1' -Argument '-Name', 'vm1', '-ResourceGroupName', 'rg1', '-Worker'
        $run.ExitCode | Should -Be 0
        $run.Text | Should -Match "vm1\s+$($emulator.systemAssigned.principalId)"
    }

    It 'runs in the cloud, as the account, which may not read VMs here and says so' {
        Enter-Source -Source automation
        $run = Invoke-Sample -File 'runbook/Get-VmOwner.ps1' -Argument '-Name', 'vm1', '-ResourceGroupName', 'rg1'
        $run.Text | Should -Match '(?s)Reader.*vm1'
        $asked = (Invoke-RestMethod -Uri "$($emulator.imds)/emulator/requests") | ForEach-Object { $_ }
        $asked.path -like '*/automation/msi/token*' | Should -Not -BeNullOrEmpty
    }

    It 'goes on after a VM that is not there' {
        $run = Invoke-Sample -File 'runbook/Get-VmOwner.ps1' -Argument '-Name', 'nosuch,vm1', '-ResourceGroupName', 'rg1'
        $script = "& '$samples/runbook/Get-VmOwner.ps1' -Name nosuch, vm1 -ResourceGroupName rg1 2>`$null 3>`$null | ForEach-Object { `$_.Name + '=' + `$_.PrincipalId }"
        Invoke-Fresh -Script $script | Should -Be 'nosuch=', "vm1=$($emulator.systemAssigned.principalId)"
        $run.Text | Should -Match 'nosuch'
    }

    It 'ends at once with an identity that is not there' {
        $run = Invoke-Sample -File 'runbook/Get-VmOwner.ps1' -Argument '-Name', 'vm1', '-AccountId', '66666666-6666-4666-8666-666666666669'
        $run.ExitCode | Should -Be 1
        $run.Text | Should -Not -Match $emulator.systemAssigned.principalId
    }
}

Describe 'The scheduled task' {
    BeforeAll {
        # A program of the name that Windows has, which keeps what it was told.
        $script:told = Join-Path -Path $TestDrive -ChildPath 'told.txt'
        $bin = Join-Path -Path $TestDrive -ChildPath 'bin'
        $null = New-Item -Path $bin -ItemType Directory
        if ($env:OS -eq 'Windows_NT') {
            [IO.File]::WriteAllText((Join-Path -Path $bin -ChildPath 'eventcreate.cmd'), "@echo %* > `"$told`"")
        } else {
            $fake = Join-Path -Path $bin -ChildPath 'eventcreate'
            [IO.File]::WriteAllText($fake, "#!/bin/sh`nprintf '%s|' `"`$@`" > '$told'`n")
            & chmod +x $fake
        }
        $script:programs = $env:PATH
        $env:PATH = $bin + [IO.Path]::PathSeparator + $env:PATH
    }

    AfterAll { $env:PATH = $programs }

    BeforeEach {
        Write-FaultPlan -Emulator $emulator
        Enter-Emulator -Emulator $emulator
        Remove-Item -Path $told -ErrorAction Ignore
    }

    It 'ends with 0, and writes no entry unless asked' {
        $run = Invoke-Sample -File 'scheduled-task/Invoke-IdentityTask.ps1' -Argument '-Resource', 'KeyVault'
        $run.ExitCode | Should -Be 0
        $run.Text | Should -Match "Signed in as $($emulator.systemAssigned.principalId)"
        Test-Path -Path $told | Should -BeFalse
    }

    It 'writes an entry where asked' {
        (Invoke-Sample -File 'scheduled-task/Invoke-IdentityTask.ps1' -Argument '-EventLog').ExitCode | Should -Be 0
        Get-Content -Path $told -Raw | Should -Match 'INFORMATION\W+/ID\W+100\W+/D\W+Signed in as'
    }

    It 'ends with 1 and names error and correlation id when no token is to be had' {
        Write-FaultPlan -Emulator $emulator -Fault @{ endpoint = 'imds'; match = 'oauth2/token'; status = 400; times = 50; body = '{"error":"invalid_request","error_description":"Identity not found","correlation_id":"12345678-1234-4234-8234-123456789012"}' }
        $run = Invoke-Sample -File 'scheduled-task/Invoke-IdentityTask.ps1' -Argument '-EventLog'
        $run.ExitCode | Should -Be 1
        $entry = Get-Content -Path $told -Raw
        $entry | Should -Match 'ERROR\W+/ID\W+101'
        $entry | Should -Match 'IdentityNotAssigned|SystemAssignedNotEnabled'
        $entry | Should -Match 'Correlation id: 12345678-1234-4234-8234-123456789012'
        $entry | Should -Not -Match 'eyJ'
    }

    It 'keeps the words of an entry one argument, whatever a service says' {
        $words = 'a\" /S \"other.example\" /U \"x\\'
        $body = '{"error":"invalid_request","error_description":"Identity not found ' + $words + '"}'
        Write-FaultPlan -Emulator $emulator -Fault @{ endpoint = 'imds'; match = 'oauth2/token'; status = 400; times = 50; body = $body }
        (Invoke-Sample -File 'scheduled-task/Invoke-IdentityTask.ps1' -Argument '-EventLog').ExitCode | Should -Be 1
        $entry = Get-Content -Path $told -Raw
        $entry | Should -Match "Identity not found a' /S 'other\.example' /U 'x"
    }

    It 'ends with 2 for any other reason' {
        $run = Invoke-Sample -File 'scheduled-task/Invoke-IdentityTask.ps1' -Argument '-Resource', ''
        $run.ExitCode | Should -BeIn 1, 2
        $modules = $env:PSModulePath
        try {
            $env:PSModulePath = $TestDrive
            (Invoke-Sample -File 'scheduled-task/Invoke-IdentityTask.ps1').ExitCode | Should -Be 2
        } finally {
            $env:PSModulePath = $modules
        }
    }

    It 'is registered as SYSTEM, each day, with the script''s exit code as its result' {
        $calls = @{}
        # Stand-ins for the task scheduler's cmdlets, which only Windows has: each keeps what it was called with.
        foreach ($name in 'New-ScheduledTaskAction', 'New-ScheduledTaskTrigger', 'New-ScheduledTaskPrincipal', 'New-ScheduledTaskSettingsSet', 'Register-ScheduledTask') {
            $calls[$name] = $null
            $stand = { $bound = @{}; for ($i = 0; $i -lt $args.Count; $i++) { if ("$($args[$i])" -like '-*') { $bound["$($args[$i])".TrimStart('-').TrimEnd(':')] = $args[$i + 1] } }; $calls[$MyInvocation.MyCommand.Name] = $bound; $MyInvocation.MyCommand.Name }
            Set-Item -Path "function:global:$name" -Value $stand.GetNewClosure()
        }
        try {
            $null = & (Join-Path -Path $samples -ChildPath 'scheduled-task/Register-IdentityTask.ps1') -Script 'C:\Scripts\Invoke-IdentityTask.ps1' -At '03:00' -WhatIf
            $calls['Register-ScheduledTask'] | Should -BeNullOrEmpty
            $null = & (Join-Path -Path $samples -ChildPath 'scheduled-task/Register-IdentityTask.ps1') -Script 'C:\Scripts\Invoke-IdentityTask.ps1' -At '03:00'
        } finally {
            $calls.Keys | ForEach-Object { Remove-Item -Path "function:global:$_" }
        }
        $calls['Register-ScheduledTask']['TaskName'] | Should -Be 'ManagedIdentity task'
        $calls['New-ScheduledTaskPrincipal']['UserId'] | Should -Be 'NT AUTHORITY\SYSTEM'
        $calls['New-ScheduledTaskAction']['Execute'] | Should -Be 'powershell.exe'
        $calls['New-ScheduledTaskAction']['Argument'] | Should -BeLike '*-NonInteractive -File "C:\Scripts\Invoke-IdentityTask.ps1" -EventLog'
    }
}

Describe 'The profile of an Azure Functions app' {
    BeforeEach {
        Write-FaultPlan -Emulator $emulator
        Enter-Emulator -Emulator $emulator
    }

    It 'signs in as the app' {
        Enter-Source -Source app-service
        $script = ". '$samples/functions/profile.ps1' 3>`$null; (Get-ManagedIdentityConnection).Source; (Get-ManagedIdentityConnection).PrincipalId"
        Invoke-Fresh -Module $null -Script $script | Should -Be 'AppService', $emulator.sources.'app-service'.systemAssigned.principalId
    }

    It 'does nothing where the app has no identity' {
        Invoke-Fresh -Module $null -Script ". '$samples/functions/profile.ps1'; @(Get-Module ManagedIdentity).Count" | Should -Be '0'
    }
}

# What a service refuses: an error, or its own answer with -SkipHttpErrorCheck.

BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    $script:emulator = Open-Emulator
}

AfterAll { Close-Emulator -Emulator $emulator }

Describe 'An answer that reports a failure' {
    BeforeAll {
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator
        $script:absent = @{ Path = '/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/nosuch'; ApiVersion = '2022-09-01'; WarningAction = 'SilentlyContinue' }
    }

    It 'sets the variable of the status' {
        try { Invoke-ManagedIdentityRestMethod @absent -StatusCodeVariable status -ErrorAction Stop } catch { $null = $_ }
        $status | Should -Be 404
    }

    It 'is not an error with -SkipHttpErrorCheck' {
        $answer = Invoke-ManagedIdentityRestMethod @absent -StatusCodeVariable status -SkipHttpErrorCheck -ErrorAction Stop
        $status | Should -Be 404
        $answer.error.code | Should -Be 'ResourceGroupNotFound'
        $answer.error.message | Should -BeLike '*nosuch*'
    }

    It 'is the body of the service, word for word, with -SkipHttpErrorCheck' {
        $body = '{"error":{"code":"Busy","message":"m","details":[{"code":"Inner","target":"t"}],"additionalInfo":{"a":[1,2]}}}'
        $fault = @{ endpoint = 'arm'; match = 'nosuch'; status = 409; body = $body; times = 1; headers = @{ 'x-of-theirs' = 'kept' } }
        Write-FaultPlan -Emulator $emulator -Fault $fault
        $answer = Invoke-ManagedIdentityRestMethod @absent -StatusCodeVariable status -ResponseHeadersVariable headers -SkipHttpErrorCheck
        $status | Should -Be 409
        $headers['x-of-theirs'] | Should -Be 'kept'
        $answer | ConvertTo-Json -Depth 9 -Compress | Should -BeExactly $body
        Write-FaultPlan -Emulator $emulator -Fault @{ endpoint = 'arm'; match = 'nosuch'; status = 400; body = 'no JSON'; times = 1; headers = @{ 'content-type' = 'text/plain' } }
        Invoke-ManagedIdentityRestMethod @absent -SkipHttpErrorCheck | Should -BeExactly 'no JSON'
    }

    It 'is the body that Invoke-RestMethod gives' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
        $uri = "$($emulator.arm.TrimEnd('/'))$($absent.Path)?api-version=$($absent.ApiVersion)"
        $theirs = Invoke-RestMethod -Uri $uri -Headers (Get-ManagedIdentityToken -AsHeader -WarningAction SilentlyContinue) -SkipHttpErrorCheck -SkipCertificateCheck
        $ours = Invoke-ManagedIdentityRestMethod @absent -SkipHttpErrorCheck
        $ours | ConvertTo-Json -Depth 9 | Should -BeExactly ($theirs | ConvertTo-Json -Depth 9)
    }

    It 'is one where no service answered' {
        { Invoke-ManagedIdentityRestMethod -Uri 'https://localhost:1/' -Resource Arm -SkipHttpErrorCheck -TimeoutSec 2 -ErrorAction Stop -WarningAction SilentlyContinue } | Should -Throw
    }

    It 'tells status, time and request id with -Verbose, as any answer does' {
        $said = Invoke-ManagedIdentityRestMethod @absent -SkipHttpErrorCheck -Verbose 4>&1 | Out-String -Width 500
        $said | Should -Match 'HTTP 404 after \d+ ms; request id [0-9a-f-]{36}\.'
        $said = Invoke-ManagedIdentityRestMethod -Path /subscriptions -ApiVersion 2022-12-01 -Verbose 4>&1 | Out-String -Width 500
        $said | Should -Match 'HTTP 200 after \d+ ms; request id [0-9a-f-]{36}\.'
    }
}

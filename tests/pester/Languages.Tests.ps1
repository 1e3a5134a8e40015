# Other languages.

BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    Open-AmbiguousEmulator
}

AfterAll { Close-Emulator -Emulator $emulator }

Describe 'Another language' -ForEach @(@{ Culture = 'tr-TR' }, @{ Culture = 'de-DE' }) {
    It 'completes and works in <Culture>' {
        $script = @'
[Threading.Thread]::CurrentThread.CurrentCulture = '{0}'
[Threading.Thread]::CurrentThread.CurrentUICulture = '{0}'
function Complete([string] $Line) {{ (TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches | ForEach-Object CompletionText }}
(Complete 'Get-ManagedIdentityToken -Resource DEVOPS') -join ','
(Complete 'Invoke-ManagedIdentityRestMethod -Method POST -Path /x -Resource sTORAGE') -join ','
(Complete 'Connect-ManagedIdentity -Source machine') -join ','
(Connect-ManagedIdentity -Source vm -WarningAction SilentlyContinue).Source
(Get-ManagedIdentityToken -Resource KEYVAULT).Source
Get-VmPrincipalId -Name VM1 -ResourceGroupName RG1
@(Test-ManagedIdentity).Status -contains 'Fail'
'@ -f $Culture
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator
        $said = @(Invoke-Fresh -Script $script)
        $said | Should -Be 'DevOps', 'Storage', 'MachineLearning', 'Vm', 'Vm', $one, 'False'
    }
}

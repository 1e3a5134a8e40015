# Names that completion has seen.

BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    Open-AmbiguousEmulator
}

AfterAll { Close-Emulator -Emulator $emulator }

Describe 'Names that were seen' {
    It 'complete, quoted where they must be' {
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator
        $script = @'
function Complete([string] $Line) { (TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches | ForEach-Object CompletionText }
$null = Get-VmIdentity -All 3>$null
(Complete 'Get-VmPrincipalId -Name V') -join ','
(Complete 'Get-VmIdentity -Name v') -join ','
(Complete 'Get-VmPrincipalId -Name vm1 -ResourceGroupName rg') -join ','
(Complete 'Connect-ManagedIdentity -SubscriptionId 2222') -join ','
'@
        Invoke-Fresh -Script $script | Should -Be 'vm1,vm2', 'vm1,vm2', "'rg(2)',rg1", "22222222-2222-4222-8222-222222222222,$second"
    }
}

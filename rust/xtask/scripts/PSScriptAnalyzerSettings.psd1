@{
    Severity     = 'Error', 'Warning', 'Information'
    ExcludeRules = @(
        # Scripts that people and CI runners start print their results.
        'PSAvoidUsingWriteHost'
    )
    Rules        = @{
        PSUseCompatibleSyntax = @{
            Enable         = $true
            TargetVersions = '5.1', '7.0'
        }
    }
}

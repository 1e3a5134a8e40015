@{
    Severity     = 'Error', 'Warning', 'Information'
    ExcludeRules = @(
        # A script that a person or a runner starts writes its findings for them to see.
        'PSAvoidUsingWriteHost'
    )
    Rules        = @{
        PSUseCompatibleSyntax = @{
            Enable         = $true
            TargetVersions = '5.1', '7.0'
        }
    }
}

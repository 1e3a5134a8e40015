BeforeDiscovery {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    $common = [Management.Automation.PSCmdlet]::CommonParameters
    $script:cmdlets = Get-Command -Module ManagedIdentity | ForEach-Object { @{ Name = $_.Name } }
    $script:parameters = Get-Command -Module ManagedIdentity | ForEach-Object {
        $cmdlet = $_.Name
        $_.Parameters.Keys | Where-Object { $_ -notin $common } | ForEach-Object { @{ Cmdlet = $cmdlet; Parameter = $_ } }
    }
}

BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'Support.ps1')
    Import-PackedModule
    $script:folder = $env:AZMI_TEST_MODULE
    $script:emulator = Open-Emulator
}

AfterAll { Close-Emulator -Emulator $emulator }

Describe 'The package' {
    BeforeAll {
        function Copy-Package {
            $copy = Join-Path -Path $TestDrive -ChildPath ([Guid]::NewGuid().ToString('N'))
            Copy-Item -Path $folder -Destination $copy -Recurse
            $copy
        }

        function Get-NativeLibrary {
            param([string] $Package)
            Get-ChildItem -Path $Package -Recurse -Include 'azmi.so', 'azmi.dll'
        }
    }

    It 'has a manifest that exports cmdlets by name, and nothing else' {
        $manifest = Test-ModuleManifest -Path (Join-Path -Path $folder -ChildPath 'ManagedIdentity.psd1')
        $table = Get-Content -Path (Join-Path -Path $PSScriptRoot -ChildPath '../dotnet/ManagedIdentity.Tests/Declarations/surface.json') -Raw
        $manifest.ExportedCmdlets.Keys | Sort-Object | Should -Be (($table | ConvertFrom-Json).PSObject.Properties.Name | Sort-Object)
        $manifest.ExportedFunctions.Count | Should -Be 0
        $manifest.ExportedAliases.Count | Should -Be 0
        $manifest.ExportedVariables.Count | Should -Be 0
        $manifest.CompatiblePSEditions | Should -Be 'Desktop', 'Core'
        $manifest.PowerShellVersion | Should -Be '5.1'
        $manifest.DotNetFrameworkVersion | Should -Be '4.7.2'
    }

    It 'holds text that Windows PowerShell reads right' {
        Get-ChildItem -Path $folder -Recurse -Include '*.psd1', '*.ps1xml', '*.txt', '*.xml' | ForEach-Object {
            [IO.File]::ReadAllText($_.FullName) | Should -Not -MatchExactly '[^\x00-\x7F]' -Because $_.Name
        }
    }

    It 'brings one assembly' {
        @(Get-ChildItem -Path $folder -Filter '*.dll').Name | Should -Be 'ManagedIdentity.dll'
    }

    It 'loads no assembly of its own but one' {
        $script = @'
# Those of the runtime's folder and of the global assembly cache are the system's own: netstandard.dll comes from there.
$runtime = [Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory()
function Get-Loaded { [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { -not $_.IsDynamic -and -not $_.GlobalAssemblyCache -and $_.Location -and -not $_.Location.StartsWith($runtime) } | ForEach-Object Location }
$before = Get-Loaded
Import-Module '{0}/ManagedIdentity.psd1'
$null = Get-VmPrincipalId 3>$null
Get-Loaded | Where-Object { $_ -notin $before -and -not $_.StartsWith($PSHOME) } | Split-Path -Leaf
'@ -replace '\{0\}', $folder
        Invoke-Fresh -Script $script -Module $null | Should -Be 'ManagedIdentity.dll'
    }

    It 'is imported quickly' {
        $script = @'
Remove-Module ManagedIdentity
1..5 | ForEach-Object {
    $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
    $null = $shell.AddScript("(Measure-Command { Import-Module '{0}/ManagedIdentity.psd1' }).TotalMilliseconds")
    $shell.Invoke()[0]
    $shell.Runspace.Dispose()
} | Measure-Object -Minimum | ForEach-Object { $_.Minimum.ToString([Globalization.CultureInfo]::InvariantCulture) }
'@ -replace '\{0\}', $folder
        $fastest = [double](Invoke-Fresh -Script $script)
        Write-Host -Object ('Import-Module: {0:n1} ms' -f $fastest)

        # The figure is for the reader; the limit only catches a module that does something on import.
        $fastest | Should -BeLessThan 250
    }

    It 'can be removed and imported again' {
        Invoke-Fresh -Script "Remove-Module ManagedIdentity; Import-Module '$folder/ManagedIdentity.psd1' -Force; Get-VmPrincipalId 3>`$null" |
            Should -Be $emulator.systemAssigned.principalId
    }

    It 'works from a folder with a space and a letter beyond ASCII' {
        $place = Join-Path -Path $TestDrive -ChildPath ('a b ' + [char]0xFC)
        Copy-Item -Path $folder -Destination $place -Recurse
        Invoke-Fresh -Module $place -Script 'Get-VmPrincipalId 3>$null' | Should -Be $emulator.systemAssigned.principalId
    }

    It 'works through a linked folder' {
        $link = Join-Path -Path $TestDrive -ChildPath 'link'
        # On Windows, a symbolic link takes a right that not every account has.
        $type = if ($env:OS -eq 'Windows_NT') { 'Junction' } else { 'SymbolicLink' }
        $null = New-Item -Path $link -ItemType $type -Target $folder
        Invoke-Fresh -Module $link -Script 'Get-VmPrincipalId 3>$null' | Should -Be $emulator.systemAssigned.principalId
    }

    It 'says where its native library should be' {
        $copy = Copy-Package
        $library = Get-NativeLibrary -Package $copy
        $library | Remove-Item
        $told = Invoke-Fresh -Module $copy -Script 'try { Get-VmPrincipalId } catch { $_.FullyQualifiedErrorId; $_.CategoryInfo.Category; $_.Exception.Message }'
        $told[0] | Should -Be 'NativeLibraryMissing,ManagedIdentity.Commands.GetVmPrincipalIdCommand'
        $told[1] | Should -Be 'NotInstalled'
        $told[2] | Should -BeLike "*$copy*azmi*"
    }

    It 'says why its native library can not be loaded' {
        $copy = Copy-Package
        Get-NativeLibrary -Package $copy | ForEach-Object { [IO.File]::WriteAllText($_.FullName, 'no library') }
        $told = Invoke-Fresh -Module $copy -Script 'try { Connect-ManagedIdentity } catch { $_.FullyQualifiedErrorId; $_.Exception.Message }'
        $told[0] | Should -Be 'NativeLibraryNotLoaded,ManagedIdentity.Commands.ConnectManagedIdentityCommand'
        $told[1] | Should -BeLike "*$copy*azmi*"
    }

    It 'completes nothing, and throws nothing, without its native library' {
        $copy = Copy-Package
        Get-NativeLibrary -Package $copy | Remove-Item
        $script = '$line = "Get-ManagedIdentityToken -Resource Ke"; @((TabExpansion2 $line $line.Length).CompletionMatches | Where-Object CompletionText -EQ KeyVault).Count; $Error.Count'
        Invoke-Fresh -Module $copy -Script $script | Should -Be '0', '0'
    }

    It 'works where methods may not be called' {
        $shell = New-Runspace
        try {
            $shell.Runspace.SessionStateProxy.LanguageMode = 'ConstrainedLanguage'
            $null = $shell.AddScript('$null = Connect-ManagedIdentity 3>$null; Get-ManagedIdentityConnection | Out-String; Get-ManagedIdentityToken | Out-String; Get-VmPrincipalId; (Get-ManagedIdentityToken -AsHeader).Authorization.Length')
            $found = $shell.Invoke()
            $shell.Streams.Error | Should -BeNullOrEmpty
            $found[2] | Should -Be $emulator.systemAssigned.principalId
            $found[3] | Should -BeGreaterThan 100
        } finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }
    }
}

Describe 'Help' {
    It 'has a page with examples for <Name>' -ForEach $cmdlets {
        $help = Get-Help -Name $Name -Full
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -BeLike "*$Name*"
        "$($help.description.Text)" | Should -Not -BeNullOrEmpty
        @($help.examples.example).Count | Should -BeGreaterOrEqual 3
        $help.examples.example | ForEach-Object { $_.code | Should -Not -BeNullOrEmpty }
        $help.returnValues.returnValue | Should -Not -BeNullOrEmpty
    }

    It 'shows every parameter of <Name> in the syntax, as Get-Command does' -ForEach $cmdlets {
        $common = [Management.Automation.PSCmdlet]::CommonParameters + [Management.Automation.PSCmdlet]::OptionalCommonParameters
        $declared = (Get-Command -Name $Name).ParameterSets | ForEach-Object { ($_.Parameters.Name | Where-Object { $_ -notin $common } | Sort-Object) -join ' ' } | Sort-Object
        $told = (Get-Help -Name $Name -Full).syntax.syntaxItem | ForEach-Object { (@($_.PSObject.Properties['parameter'] | Where-Object { $_ } | ForEach-Object { $_.Value.name }) | Where-Object { $_ -and $_ -notin $common } | Sort-Object) -join ' ' } | Sort-Object
        @($told) | Should -Be @($declared)
    }

    It 'describes -<Parameter> of <Cmdlet>' -ForEach $parameters {
        "$((Get-Help -Name $Cmdlet -Parameter $Parameter).description.Text)" | Should -Not -BeNullOrEmpty
    }

    It 'leads from <Name> to a page in the browser' -ForEach $cmdlets {
        (Get-Help -Name $Name -Full).relatedLinks.navigationLink.uri | Where-Object { $_ } | Select-Object -First 1 | Should -BeLike 'https://*'
    }

    It 'has the topic <Topic>' -ForEach @(
        @{ Topic = 'about_ManagedIdentity_Errors'; Word = 'NoConnectionInRunspace' }
        @{ Topic = 'about_ManagedIdentity_Emulator'; Word = 'EmulatedToken' }
    ) {
        "$(Get-Help -Name $Topic)" | Should -BeLike "*LONG DESCRIPTION*$Word*"
    }

    It 'has every error id of the table in its topic' {
        $topic = "$(Get-Help -Name about_ManagedIdentity_Errors)"
        $table = Get-Content -Path (Join-Path -Path $PSScriptRoot -ChildPath '../../docs/errors.md') | Where-Object { $_ -match '^\| (\w+) \|' -and $Matches[1] -ne 'id' }
        $table.Count | Should -BeGreaterThan 60
        $table | ForEach-Object { $topic | Should -Match "\b$(($_ -split ' \| ')[0].Trim('|', ' '))\b" }
    }

    It 'has the topic about_ManagedIdentity' {
        "$(Get-Help -Name about_ManagedIdentity)" | Should -BeLike '*LONG DESCRIPTION*AZMI_CA_FILE*'
    }

    It 'fits <Topic> into a window of 80 columns' -ForEach @(
        @{ Topic = 'about_ManagedIdentity' }
        @{ Topic = 'about_ManagedIdentity_Errors' }
        @{ Topic = 'about_ManagedIdentity_Emulator' }
    ) {
        # An id of a resource can't be broken.
        $lines = "$(Get-Help -Name $Topic)" -split '\r?\n'
        $lines.Count | Should -BeGreaterThan 20
        $lines | Where-Object { $_.Length -gt 80 -and $_ -match '\S\s+\S' } | Should -BeNullOrEmpty
    }
}

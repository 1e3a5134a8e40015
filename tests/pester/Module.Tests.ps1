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
            [IO.File]::ReadAllText($_.FullName) | Should -Not -Match '[^\x00-\x7F]' -Because $_.Name
        }
    }

    It 'brings one assembly' {
        @(Get-ChildItem -Path $folder -Filter '*.dll').Name | Should -Be 'ManagedIdentity.dll'
    }

    It 'loads no assembly of its own but one' {
        $script = @'
function Get-Loaded { [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { -not $_.IsDynamic -and $_.Location } | ForEach-Object Location }
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
} | Measure-Object -Minimum | ForEach-Object Minimum
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

    It 'works through a linked folder' -Skip:($PSVersionTable.PSEdition -eq 'Desktop') {
        $link = Join-Path -Path $TestDrive -ChildPath 'link'
        $null = New-Item -Path $link -ItemType SymbolicLink -Target $folder
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
}

Describe 'What is shown' {
    BeforeAll {
        Enter-Emulator -Emulator $emulator
        Write-FaultPlan -Emulator $emulator
        $script:connection = Connect-ManagedIdentity -WarningAction SilentlyContinue
        $script:token = Get-ManagedIdentityToken
        $script:secret = $token.ToPlainText().Split('.')[1]
    }

    AfterAll { Disconnect-ManagedIdentity }

    It 'shows a connection as a list, and as a table where asked for' {
        $list = $connection | Out-String -Width 200
        $list | Should -Match '(?m)^PrincipalId\s+: [0-9a-f-]{36}\s*$'
        $list | Should -Match '(?m)^VmId\s+:'
        $connection | Format-Table -Property Source, IdentityType, PrincipalId, VmName | Out-String -Width 200 | Should -Match 'Source\s+IdentityType\s+PrincipalId\s+VmName'
    }

    It 'shows a token as a table, and as a list where asked for' {
        $token | Out-String -Width 200 | Should -Match 'Source\s+ExpiresOn\s+FromCache\s+Resource'
        $list = $token | Format-List | Out-String -Width 200
        $list | Should -Match '(?m)^ExpiresOn\s+:'
        $list | Should -Not -Match '(?m)^Token\s+:'
    }

    It 'never shows a token: <What>' -ForEach @(
        @{ What = 'default view'; Show = { $token | Out-String -Width 5000 } }
        @{ What = 'list'; Show = { $token | Format-List | Out-String -Width 5000 } }
        @{ What = 'list of everything'; Show = { $token | Format-List -Property * -Force | Out-String -Width 5000 } }
        @{ What = 'table of everything'; Show = { $token | Format-Table -Property * | Out-String -Width 5000 } }
        @{ What = 'JSON'; Show = { $token | ConvertTo-Json -Depth 3 } }
        @{ What = 'CSV'; Show = { $token | ConvertTo-Csv } }
        @{ What = 'text'; Show = { "$token" } }
        @{ What = 'CLIXML'; Show = { [Management.Automation.PSSerializer]::Serialize($connection) } }
        @{ What = 'verbose lines'; Show = { Get-ManagedIdentityToken -ForceRefresh -Verbose 3>&1 4>&1 | Out-String -Width 5000 } }
        @{ What = 'an error'; Show = { Get-VmPrincipalId -Name nosuch -ErrorAction Continue 2>&1 | Format-List -Property * -Force | Out-String -Width 5000 } }
    ) {
        $shown = & $Show | Out-String -Width 100000
        $shown | Should -Not -BeNullOrEmpty
        $shown | Should -Not -Match ([regex]::Escape($secret))
        $shown | Should -Not -Match ([regex]::Escape((Get-ManagedIdentityToken -AsPlainText).Split('.')[2]))
    }

    It 'keeps tokens out of a transcript' {
        $file = Join-Path -Path $TestDrive -ChildPath 'transcript.txt'
        $script = "`$null = Start-Transcript -Path '$file'; Connect-ManagedIdentity 3>`$null; Get-ManagedIdentityToken -Verbose; `$null = Get-ManagedIdentityToken -AsHeader; `$null = Stop-Transcript; Get-ManagedIdentityToken -AsPlainText"
        $shown = Invoke-Fresh -Script $script
        $text = Get-Content -Path $file -Raw
        $text | Should -BeLike '*PrincipalId*'
        $text | Should -Not -Match ([regex]::Escape(@($shown)[-1].Split('.')[1]))
    }
}

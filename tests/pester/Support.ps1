# What the test files share; each dot-sources this file first. Valid in Windows PowerShell 5.1 and PowerShell 7.

# Imports the packed module. Named by variables, so that the same tests run on any build of it.
function Import-PackedModule {
    Import-Module -Name (Join-Path -Path (Get-Needed -Name AZMI_TEST_MODULE) -ChildPath 'ManagedIdentity.psd1') -Global
}

function Get-Needed {
    param([string] $Name)
    $path = [Environment]::GetEnvironmentVariable($Name)
    if (-not $path -or -not (Test-Path -Path $path)) {
        throw "$Name must name what is tested (it is '$path'). 'cargo xtask test --only pwsh' builds it and sets the variable."
    }
    $path
}

# The variables that the library reads, and the spellings of a proxy's that Linux tells apart.
$script:Contract = Get-Content -Path (Join-Path -Path $PSScriptRoot -ChildPath '../abi/contract.json') -Raw | ConvertFrom-Json
$script:Variables = @($Contract.variables) + 'https_proxy', 'http_proxy', 'all_proxy', 'no_proxy'

# Starts an emulator and returns its facts, its process among them. With a scenario (an object), that is its world.
function Open-Emulator {
    param([object] $Scenario)
    $folder = Join-Path -Path ([IO.Path]::GetTempPath()) -ChildPath ([Guid]::NewGuid().ToString('N'))
    $null = New-Item -Path $folder -ItemType Directory
    $ready = Join-Path -Path $folder -ChildPath 'ready.json'
    $arguments = "emulate --exit-with-stdin --ready-file `"$ready`""
    if ($Scenario) {
        $file = Join-Path -Path $folder -ChildPath 'scenario.json'
        [IO.File]::WriteAllText($file, ($Scenario | ConvertTo-Json -Depth 10))
        $arguments += " --scenario `"$file`""
    }
    $start = New-Object -TypeName Diagnostics.ProcessStartInfo -ArgumentList (Get-Needed -Name AZMI_TEST_AZMI), $arguments
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.UseShellExecute = $false
    $process = [Diagnostics.Process]::Start($start)
    $process.BeginOutputReadLine()
    $process.BeginErrorReadLine()
    $waited = [Diagnostics.Stopwatch]::StartNew()
    while (-not (Test-Path -Path $ready)) {
        if ($process.HasExited -or $waited.Elapsed.TotalSeconds -gt 20) { throw 'azmi emulate did not start' }
        Start-Sleep -Milliseconds 10
    }
    $facts = Get-Content -Path $ready -Raw | ConvertFrom-Json
    $facts | Add-Member -NotePropertyMembers @{ Process = $process; Folder = $folder }
    Enter-Emulator -Emulator $facts
    $facts
}

# Opens an emulator of two machines of one name, so that a group or a subscription that is passed over brings the wrong one out, or none;
# sets their ids.
function Open-AmbiguousEmulator {
    $script:second = '22222222-2222-4222-8222-222222222223'
    $script:emulator = Open-Emulator -Scenario @{
        subscriptions   = @(@{ subscriptionId = '22222222-2222-4222-8222-222222222222' }, @{ subscriptionId = $second })
        virtualMachines = @(
            @{ name = 'host'; resourceGroup = 'rg1'; identity = @{ systemAssigned = $true; principalId = '33333333-3333-4333-8333-333333333334' } }
            @{ name = 'vm1'; resourceGroup = 'rg1'; identity = @{ systemAssigned = $true; principalId = '33333333-3333-4333-8333-333333333331' } }
            @{ name = 'vm1'; resourceGroup = 'rg(2)'; identity = @{ systemAssigned = $true; principalId = '33333333-3333-4333-8333-333333333332' } }
            @{ name = 'vm2'; resourceGroup = 'rg1'; subscriptionId = $second; identity = @{ systemAssigned = $true; principalId = '33333333-3333-4333-8333-333333333333' } }
        )
        thisVm          = 'host'
        roleAssignments = @(
            @{ principal = 'host'; role = 'Reader' }
            @{ principal = 'host'; role = 'Reader'; scope = "/subscriptions/$second" }
        )
    }
    $script:own = '33333333-3333-4333-8333-333333333334'
    $script:one = '33333333-3333-4333-8333-333333333331'
    $script:two = '33333333-3333-4333-8333-333333333332'
    $script:three = '33333333-3333-4333-8333-333333333333'
}

function Close-Emulator {
    param([object] $Emulator)
    $Emulator.Process.StandardInput.Close()
    if (-not $Emulator.Process.WaitForExit(20000)) { $Emulator.Process.Kill() }
    Remove-Item -Path $Emulator.Folder -Recurse -Force
}

# Points this session at an emulator, and at nothing else.
function Enter-Emulator {
    param([object] $Emulator)
    $script:Variables | ForEach-Object { Remove-Item -Path "env:$_" -ErrorAction Ignore }
    $Emulator.environment.PSObject.Properties | ForEach-Object { Set-Item -Path "env:$($_.Name)" -Value $_.Value }
}

# Sets the fault plan, a list of hashtables, and forgets what was asked.
function Write-FaultPlan {
    param([object] $Emulator, [object[]] $Fault = @())
    $body = ConvertTo-Json -InputObject $Fault -Depth 5
    $null = Invoke-RestMethod -Method Put -Uri "$($Emulator.imds)/emulator/faults" -Body $body -ContentType 'application/json'
    $null = Invoke-RestMethod -Method Delete -Uri "$($Emulator.imds)/emulator/requests"
}

# How many tokens were asked for since the plan was set.
function Measure-TokenRequest {
    param([object] $Emulator)
    Measure-Request -Emulator $Emulator -Part '/identity/oauth2/token?'
}

# Runs a script in a new process of this engine, with the module imported if one is named, and returns its output lines.
function Invoke-Fresh {
    param([string] $Script, [string] $Module = $env:AZMI_TEST_MODULE)
    $import = if ($Module) { "Import-Module '$Module/ManagedIdentity.psd1';" }
    $text = "`$ProgressPreference = 'SilentlyContinue'; $import $Script"
    $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($text))
    & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -EncodedCommand $encoded
}

# Runs what redirects a program's stderr. Windows PowerShell makes an error of each such line, and a test stops at its first error.
function Invoke-Redirected {
    # No parameter, whose name would hide a variable of the caller's.
    $ErrorActionPreference = 'Continue'
    & $args[0]
}

# Runs a script in a runspace of its own that has the module, with $Value as $args[0], and returns its output; the first error is thrown.
function Invoke-InRunspace {
    param([scriptblock] $Script, [object] $Value)
    $shell = New-Runspace
    try { $shell.AddScript($Script).AddArgument($Value).Invoke() } finally { $shell.Runspace.Dispose(); $shell.Dispose() }
}

function New-Runspace {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Changes nothing but memory.')]
    param()
    $state = [initialsessionstate]::CreateDefault2()
    $state.ImportPSModule((Join-Path -Path $env:AZMI_TEST_MODULE -ChildPath 'ManagedIdentity.psd1'))
    $shell = [powershell]::Create($state)
    $shell
}

# The id of an error without the cmdlet's class, which every record ends with.
function Get-ErrorCode {
    param([Management.Automation.ErrorRecord] $Record)
    $Record.FullyQualifiedErrorId -replace ',ManagedIdentity\.Commands\.\w+Command$', ''
}

# Completes a line, and returns the matches.
function Complete {
    param([string] $Line)
    (TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches
}

# How many requests with that part in path and query were sent since the plan was set. One that waits for its answer counts.
function Measure-Request {
    param([object] $Emulator, [string] $Part)
    @((Invoke-RestMethod -Uri "$($Emulator.imds)/emulator/requests") | ForEach-Object { $_ } |
            Where-Object { "$($_.path)?$($_.query)" -like "*$Part*" }).Count
}

# How many milliseconds a script takes to end that is stopped once it has asked: the least of all rounds, since a machine may be busy.
# Each round puts its number for {0}: callers of the same token wait for one request, and the second would not be seen to ask.
function Measure-Stop {
    param([object] $Emulator, [string] $Script, [object] $Value, [string] $Asked, [int] $Rounds = 3)
    $least = [double]::MaxValue
    foreach ($round in 1..$Rounds) {
        $part = $Asked -f $round
        $before = Measure-Request -Emulator $Emulator -Part $part
        $shell = (New-Runspace).AddScript(($Script -f $round)).AddArgument($Value)
        try {
            $running = $shell.BeginInvoke()
            $waited = [Diagnostics.Stopwatch]::StartNew()
            while ((Measure-Request -Emulator $Emulator -Part $part) -eq $before) {
                if ($running.IsCompleted -or $waited.Elapsed.TotalSeconds -gt 20) {
                    # First stopped: to read the errors of what still runs is to wait for its end.
                    $shell.Stop()
                    throw "nothing was asked: $($shell.Streams.Error)"
                }
                Start-Sleep -Milliseconds 20
            }
            $clock = [Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $least = [Math]::Min($least, $clock.Elapsed.TotalMilliseconds)
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
            $shell.Streams.Error.Count | Should -Be 0
        } finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }
    }
    $least
}

# The examples of a cmdlet's page, as the help is made of them: for -ForEach.
function Get-HelpExample {
    param([string] $Name)
    $page = [IO.File]::ReadAllText((Join-Path -Path $PSScriptRoot -ChildPath "../../powershell/docs/$Name.md"))
    [regex]::Matches($page, '(?s)### (?<title>Example \d+: [^\r\n]+)\r?\n```powershell\r?\n(?<code>.*?)\r?\n```') |
        ForEach-Object { @{ Title = $_.Groups['title'].Value; Code = $_.Groups['code'].Value } }
}

# Runs an example in a folder of its own; what it fails with is thrown.
function Invoke-HelpExample {
    param([string] $Code, [string] $Folder)
    Push-Location -Path $Folder
    try {
        $ErrorActionPreference = 'Stop'
        & ([scriptblock]::Create($Code))
    } finally {
        Pop-Location
    }
}

# The source of functions that stand in for cmdlets which call Azure itself or belong to other modules: they say what they were called with.
function Get-StandIn {
    @'
function Invoke-RestMethod {
    param($Uri, $Headers, $Authentication, [securestring] $Token, $Method, $Body)
    if ($Headers -and $Headers['Metadata']) { return [pscustomobject]@{ access_token = 'a token' } }
    if ($Headers -and "$($Headers['Authorization'])" -notlike 'Bearer ?*') { throw 'a header without a token' }
    if (-not $Headers -and -not $Token) { throw 'a request without a token' }
    [pscustomobject]@{ value = 'a value'; Uri = $Uri }
}
function New-AzRoleAssignment {
    param($ObjectId, $RoleDefinitionName, $Scope)
    if ("$ObjectId" -notmatch '^[0-9a-f-]{36}$') { throw "no principal id: $ObjectId" }
}
'@
}

# A copy of the module with the program in it that plays the emulator, wherever that was built.
function Copy-ModuleWithProgram {
    param([string] $Folder)
    $copy = Join-Path -Path $Folder -ChildPath ([Guid]::NewGuid().ToString('N'))
    Copy-Item -Path $env:AZMI_TEST_MODULE -Destination $copy -Recurse
    $program = Get-Needed -Name AZMI_TEST_AZMI
    Get-ChildItem -Path $copy -Recurse -Include 'azmi.so', 'azmi.dll' | ForEach-Object {
        Copy-Item -Path $program -Destination (Join-Path -Path $_.DirectoryName -ChildPath (Split-Path -Path $program -Leaf)) -Force
    }
    $copy
}

# The pages of the README and the docs that show PowerShell, with their blocks: line, code, and why a block isn't run.
function Get-DocumentPage {
    $root = Split-Path -Path (Split-Path -Path $PSScriptRoot)
    $files = @(Join-Path -Path $root -ChildPath 'README.md') + @((Get-ChildItem -Path (Join-Path -Path $root -ChildPath 'docs') -Filter '*.md' -Recurse).FullName)
    foreach ($file in $files) {
        $text = [IO.File]::ReadAllText($file).Replace("`r", '')
        $blocks = [regex]::Matches($text, '(?sm)^(?:<!-- not run: (?<why>[^\n]*) -->\n)? *```powershell\n(?<code>.*?)\n *```$') | ForEach-Object {
            @{ Line = $text.Substring(0, $_.Index).Split("`n").Count; Code = $_.Groups['code'].Value -replace '(?m)^ +(?=\S)', ''; NotRun = $_.Groups['why'].Value }
        }
        if ($blocks) { @{ Page = $file.Substring($root.Length + 1).Replace('\', '/'); Blocks = @($blocks) } }
    }
}

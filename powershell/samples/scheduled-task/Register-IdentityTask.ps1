<#
.SYNOPSIS
    Registers Invoke-IdentityTask.ps1 as a scheduled task that runs as SYSTEM, each day.
.DESCRIPTION
    SYSTEM can reach the identity endpoint of a VM as every account can; on a server of Azure Arc it may read the agent's key files, which
    other accounts need the group 'Hybrid agent extension applications' for. Needs an elevated session on Windows.
.EXAMPLE
    ./Register-IdentityTask.ps1 -Script C:\Scripts\Invoke-IdentityTask.ps1 -At 03:00
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The script, in a folder that only administrators can write to: SYSTEM runs it.
    [Parameter(Mandatory)] [string] $Script,
    # When, each day.
    [Parameter(Mandatory)] [datetime] $At,
    # The task's name.
    [string] $TaskName = 'ManagedIdentity task',
    # pwsh.exe for PowerShell 7.
    [string] $Shell = 'powershell.exe'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# No profile, nobody to ask, and -File, by which the script's exit code becomes the task's result.
$arguments = "-NoProfile -NonInteractive -File `"$Script`" -EventLog"
$action = New-ScheduledTaskAction -Execute $Shell -Argument $arguments
$trigger = New-ScheduledTaskTrigger -Daily -At $At
$account = New-ScheduledTaskPrincipal -UserId 'NT AUTHORITY\SYSTEM' -LogonType ServiceAccount
# Requests have a limit of their own; this one is for a task that hangs for another reason.
$settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit (New-TimeSpan -Minutes 30) -StartWhenAvailable

if ($PSCmdlet.ShouldProcess($TaskName, 'Register the scheduled task')) {
    Register-ScheduledTask -TaskName $TaskName -Action $action -Trigger $trigger -Principal $account -Settings $settings -Force
}

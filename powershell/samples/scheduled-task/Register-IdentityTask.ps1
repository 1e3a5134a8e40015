<#
.SYNOPSIS
    Registers Invoke-IdentityTask.ps1 as a scheduled task that runs daily as SYSTEM.
.DESCRIPTION
    On a VM, every account can reach the identity endpoint. On an Azure Arc-enabled server, SYSTEM can read the agent's key files; other
    accounts need the group 'Hybrid agent extension applications'. Needs an elevated session on Windows.
.EXAMPLE
    ./Register-IdentityTask.ps1 -Script C:\Scripts\Invoke-IdentityTask.ps1 -At 03:00
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The script, in a folder that only administrators can write to: SYSTEM runs it.
    [Parameter(Mandatory)] [string] $Script,
    # The time of day.
    [Parameter(Mandatory)] [datetime] $At,
    # The task's name.
    [string] $TaskName = 'ManagedIdentity task',
    # pwsh.exe for PowerShell 7.
    [string] $Shell = 'powershell.exe'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# No profile, no prompts, and -File, so that the script's exit code becomes the task's result.
$arguments = "-NoProfile -NonInteractive -File `"$Script`" -EventLog"
$action = New-ScheduledTaskAction -Execute $Shell -Argument $arguments
$trigger = New-ScheduledTaskTrigger -Daily -At $At
$account = New-ScheduledTaskPrincipal -UserId 'NT AUTHORITY\SYSTEM' -LogonType ServiceAccount
# Requests have their own time limit; this one is for a task that hangs for another reason.
$settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit (New-TimeSpan -Minutes 30) -StartWhenAvailable

if ($PSCmdlet.ShouldProcess($TaskName, 'Register the scheduled task')) {
    Register-ScheduledTask -TaskName $TaskName -Action $action -Trigger $trigger -Principal $account -Settings $settings -Force
}

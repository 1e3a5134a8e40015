<#
.SYNOPSIS
    Runbook: writes the principal id of each VM, for use in role assignments.
.DESCRIPTION
    Runs in Azure Automation, and on a hybrid worker with -Worker. A hybrid worker has the variables of the Automation account, too, but
    the machine has its own identity from the VM metadata service. For Windows PowerShell 5.1 and PowerShell 7.

    The identity needs the Reader role on the VMs or a parent scope.
.EXAMPLE
    ./Get-VmOwner.ps1 -Name vm1, vm2 -ResourceGroupName rg1
.EXAMPLE
    ./Get-VmOwner.ps1 -Name vm1 -Worker
#>
[CmdletBinding()]
param(
    # Names of VMs.
    [Parameter(Mandatory)] [string[]] $Name,
    # Their resource group; without it each name must be unique.
    [string] $ResourceGroupName,
    # Client id or ARM id of a user-assigned identity. The default is the system-assigned identity.
    [string] $AccountId,
    # Sign in as the hybrid worker itself, not as the Automation account.
    [switch] $Worker
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

Import-Module -Name ManagedIdentity

$connect = @{}
if ($AccountId) { $connect['AccountId'] = $AccountId }
if ($Worker) { $connect['Source'] = 'Vm' }
# Without an identity, the runbook would fail later and less clearly, so it stops here with an error id.
$connection = Connect-ManagedIdentity @connect

$where = @{ Connection = $connection }
if ($ResourceGroupName) { $where['ResourceGroupName'] = $ResourceGroupName }
foreach ($one in $Name) {
    # One VM that can't be read must not prevent the report on the others.
    $id = Get-VmPrincipalId -Name $one @where -ErrorAction Continue
    [pscustomobject]@{ Name = $one; PrincipalId = $id }
}

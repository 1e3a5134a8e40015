//! Whole scripts as administrators write them, with nothing around them that would be measured along.

use super::peers::RESOURCE;
use std::path::Path;

/// Where `vm1` of the emulator's world is.
const MACHINE: &str = "$env:AZMI_ENVIRONMENT/subscriptions/$env:AZMI_BENCH_SUBSCRIPTION/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/vm1?api-version=2024-07-01";

/// Ends a script by printing the most memory that it had, in KiB (Linux).
pub(super) const PEAK: &str = "; [regex]::Match([IO.File]::ReadAllText('/proc/self/status'), 'VmHWM:\\s*(\\d+)').Groups[1].Value";

/// Names and texts of the scripts; `module` is the manifest of ours, `viewed` that of a module with nothing but a view,
/// `assemblies` the folder of Azure.Identity.
pub(super) fn all(module: &Path, viewed: &Path, assemblies: &Path) -> Vec<(&'static str, String)> {
    let (module, viewed, assemblies) = (module.display(), viewed.display(), assemblies.display());
    // Of the warnings there is one, and only for an emulator's tokens, which no other client knows from real ones.
    let ours = format!(
        "$ErrorActionPreference = 'Stop'; $WarningPreference = 'SilentlyContinue'; Import-Module '{module}'; \
         $token = Get-ManagedIdentityToken -Resource {RESOURCE} -AsPlainText"
    );
    let rest = format!(
        "$ErrorActionPreference = 'Stop'; $token = (Invoke-RestMethod -Headers @{{ Metadata = 'true' }} \
         \"$env:AZURE_POD_IDENTITY_AUTHORITY_HOST/metadata/identity/oauth2/token?api-version=2018-02-01&resource={RESOURCE}\").access_token"
    );
    let azure_identity = format!(
        "$ErrorActionPreference = 'Stop'; Add-Type -Path '{assemblies}/Azure.Core.dll', '{assemblies}/Azure.Identity.dll'; \
         $credential = [Azure.Identity.ManagedIdentityCredential]::new([Azure.Identity.ManagedIdentityId]::SystemAssigned); \
         $token = $credential.GetToken([Azure.Core.TokenRequestContext]::new([string[]] @('{RESOURCE}/.default')), [Threading.CancellationToken]::None).Token"
    );
    let machine = format!(
        "$id = (Invoke-RestMethod -Headers @{{ Authorization = \"Bearer $token\" }} \"{MACHINE}\").identity.principalId"
    );
    let token = "if (-not $token) { exit 9 }";
    let id = "if (-not $id) { exit 9 }";
    vec![
        ("nothing", "exit".to_owned()),
        (
            "an empty module with a view",
            format!("Import-Module '{viewed}'"),
        ),
        ("token, ours", format!("{ours}; {token}")),
        ("token, Invoke-RestMethod", format!("{rest}; {token}")),
        (
            "token, Azure.Identity",
            format!("{azure_identity}; {token}"),
        ),
        (
            "token and VM, ours",
            format!("{ours}; $id = Get-VmPrincipalId -ResourceGroupName rg1 -Name vm1; {id}"),
        ),
        (
            "token and VM, Invoke-RestMethod",
            format!("{rest}; {machine}; {id}"),
        ),
        (
            "token and VM, Azure.Identity",
            format!("{azure_identity}; {machine}; {id}"),
        ),
    ]
}

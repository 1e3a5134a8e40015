//! Finds out which source the endpoint variables belong to. Sources share names: `IDENTITY_ENDPOINT` is Azure Arc's,
//! with `IDENTITY_HEADER` it is App Service's, and with a thumbprint as well it is Service Fabric's. An endpoint is
//! never used for another source.

use crate::env::Env;
use crate::source_kind::SourceKind;

/// The source that `IDENTITY_ENDPOINT` belongs to.
pub(super) fn owner_of_identity_endpoint(env: &Env) -> Option<SourceKind> {
    let has = |name: &str| env.get(name).is_some();
    let endpoint = env.get("IDENTITY_ENDPOINT")?;
    if !has("IDENTITY_HEADER") {
        return has("IMDS_ENDPOINT").then_some(SourceKind::Arc);
    }
    Some(if has("IDENTITY_SERVER_THUMBPRINT") {
        SourceKind::ServiceFabric
    } else if is_automation(env) || has_automations_path(endpoint, env) {
        SourceKind::Automation
    } else {
        SourceKind::AppService
    })
}

/// The source that `MSI_ENDPOINT` belongs to.
pub(super) fn owner_of_msi_endpoint(env: &Env) -> Option<SourceKind> {
    let has = |name: &str| env.get(name).is_some();
    env.get("MSI_ENDPOINT")?;
    Some(if !has("MSI_SECRET") {
        SourceKind::CloudShell
    } else if has("WEBSITE_SITE_NAME") {
        SourceKind::AppService
    } else if is_automation(env) {
        SourceKind::Automation
    } else {
        SourceKind::MachineLearning
    })
}

/// Whether a chosen source may use an endpoint of that owner. The only exception is Automation: it uses App Service's
/// protocol, and a hybrid worker may lack the variables that identify Automation.
pub(super) fn fits(chosen: SourceKind, owner: Option<SourceKind>, env: &Env) -> bool {
    owner == Some(chosen)
        || (chosen == SourceKind::Automation
            && owner == Some(SourceKind::AppService)
            && env.get("WEBSITE_SITE_NAME").is_none())
}

/// Automation's sandbox and hybrid workers use App Service's protocol, but have variables that identify their host.
fn is_automation(env: &Env) -> bool {
    env.get("AZUREPS_HOST_ENVIRONMENT").is_some_and(|host| host.to_ascii_lowercase().starts_with("azureautomation"))
        || env.get("AUTOMATION_ASSET_ACCOUNTID").is_some()
}

/// Automation's sandbox uses `http://localhost/metadata/identity/oauth2/token`. App Service uses a different path.
fn has_automations_path(endpoint: &str, env: &Env) -> bool {
    let path = endpoint.trim_end_matches('/').to_ascii_lowercase();
    path.ends_with(super::imds::TOKEN_PATH) && env.get("WEBSITE_SITE_NAME").is_none()
}

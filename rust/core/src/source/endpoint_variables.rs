//! Whose variables are set here. Sources share names: `IDENTITY_ENDPOINT` is Azure Arc's alone, App Service's beside
//! `IDENTITY_HEADER`, and Service Fabric's beside a thumbprint too. What is one source's is never asked for another.

use crate::env::Env;
use crate::source_kind::SourceKind;

/// Whose `IDENTITY_ENDPOINT` is.
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

/// Whose `MSI_ENDPOINT` is.
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

/// Whether a chosen source may ask an endpoint of that owner. A hybrid worker may lack what marks it as Automation's, and
/// Automation speaks App Service's protocol; nothing else is like that.
pub(super) fn fits(chosen: SourceKind, owner: Option<SourceKind>, env: &Env) -> bool {
    owner == Some(chosen)
        || (chosen == SourceKind::Automation
            && owner == Some(SourceKind::AppService)
            && env.get("WEBSITE_SITE_NAME").is_none())
}

/// Automation's sandbox and its hybrid workers speak App Service's protocol; their host names itself.
fn is_automation(env: &Env) -> bool {
    env.get("AZUREPS_HOST_ENVIRONMENT").is_some_and(|host| host.to_ascii_lowercase().starts_with("azureautomation"))
        || env.get("AUTOMATION_ASSET_ACCOUNTID").is_some()
}

/// Automation's sandbox names `http://localhost/metadata/identity/oauth2/token`, App Service a path of its own.
fn has_automations_path(endpoint: &str, env: &Env) -> bool {
    let path = endpoint.trim_end_matches('/').to_ascii_lowercase();
    path.ends_with(super::imds::TOKEN_PATH) && env.get("WEBSITE_SITE_NAME").is_none()
}

//! Detects the source on this machine from the environment variables and the files of the platform.
//!
//! The first rule that matches wins. Empty variables count as unset (`protocols.md`, 1.2):
//!
//! | # | condition | source |
//! |---|---|---|
//! | 1 | `IDENTITY_ENDPOINT`, `IDENTITY_HEADER`, `IDENTITY_SERVER_THUMBPRINT` | Service Fabric |
//! | 2 | `IDENTITY_ENDPOINT`, `IDENTITY_HEADER` | Automation if its host is detected, otherwise App Service |
//! | 3 | `MSI_ENDPOINT`, `MSI_SECRET` | App Service (old) if `WEBSITE_SITE_NAME` is set, Automation if its host is detected, otherwise Machine Learning |
//! | 4 | `MSI_ENDPOINT` | Cloud Shell |
//! | 5 | `IDENTITY_ENDPOINT`, `IMDS_ENDPOINT` | Azure Arc |
//! | 6 | the agent's executable | Azure Arc |
//! | 7 | otherwise | VM |
//!
//! The retired VM extension is used only when chosen by name. If a source is chosen, no other source is tried.
//! Variables that belong to another source (`endpoint_variables.rs`) aren't used for it, because each endpoint expects
//! its own protocol and its own secret.

use super::endpoint_state::{EndpointState, endpoint_state};
use super::protocol::Protocol;
use super::{arc, endpoint_variables, imds, machine_learning, selector, service_fabric, vm_extension};
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::identity::Identity;
use crate::platform::Platform;
use crate::secret::Secret;
use crate::source_kind::SourceKind;
use crate::trust::{self, Reach};
use std::sync::Arc;
use url::Url;

/// A detected source, ready for requests.
pub(crate) struct Source {
    pub kind: SourceKind,
    /// The token endpoint.
    pub endpoint: Url,
    /// The reason why this source was detected.
    pub why: String,
    pub state: Arc<EndpointState>,
    pub protocol: Protocol,
}

/// Detects the source, or configures the chosen one.
///
/// # Errors
/// `SourceNotConfigured` if the variables of the chosen source are missing, `UntrustedEndpoint`, `InvalidEndpoint`, and
/// `SelectorNotSupported` if the source doesn't support this kind of selector.
pub(crate) fn detect(
    env: &Env,
    platform: &dyn Platform,
    chosen: Option<SourceKind>,
    identity: &Identity,
) -> Result<Source> {
    let kind = chosen.unwrap_or_else(|| automatic(env, platform));
    let mut source = configured(kind, env, platform).map_err(|error| error.with_source(kind))?;
    if chosen.is_some() {
        source.why = format!("chosen by name; {}", source.why);
    }
    check_selector(&source, identity)?;
    Ok(source)
}

fn automatic(env: &Env, platform: &dyn Platform) -> SourceKind {
    match (endpoint_variables::owner_of_identity_endpoint(env), endpoint_variables::owner_of_msi_endpoint(env)) {
        (Some(owner), _) if owner != SourceKind::Arc => owner,
        (_, Some(owner)) => owner,
        (Some(owner), None) => owner,
        (None, None) if arc::is_installed(platform) => SourceKind::Arc,
        (None, None) => SourceKind::Vm,
    }
}

/// An endpoint's address, the setting it comes from, its protocol, and why it is used.
type Setting = (String, &'static str, Protocol, &'static str);

/// Configures a source of that kind from the environment.
fn configured(kind: SourceKind, env: &Env, platform: &dyn Platform) -> Result<Source> {
    let (address, from, protocol, why) = match kind {
        SourceKind::Vm => vm(env),
        SourceKind::AppService | SourceKind::Automation => app_service(kind, env)?,
        SourceKind::ServiceFabric => service_fabric(env)?,
        SourceKind::MachineLearning => machine_learning_host(env)?,
        SourceKind::CloudShell => {
            let [endpoint] = own(kind, env, ["MSI_ENDPOINT"])?;
            (endpoint, "MSI_ENDPOINT", Protocol::CloudShell, "MSI_ENDPOINT is set without MSI_SECRET")
        }
        SourceKind::Arc => arc_agent(env, platform)?,
        SourceKind::VmExtension => {
            let address = vm_extension::DEFAULT_ENDPOINT.to_owned();
            (address, "the VM extension", Protocol::VmExtension, "it listens on port 50342")
        }
    };
    let endpoint = trust::identity_endpoint(&address, from, reach(kind))?;
    let why = why.to_owned();
    Ok(Source { kind, state: endpoint_state(endpoint.as_str(), kind), endpoint, why, protocol })
}

/// Where each source's endpoint may be.
const fn reach(kind: SourceKind) -> Reach {
    match kind {
        SourceKind::Arc | SourceKind::CloudShell | SourceKind::VmExtension => Reach::ThisMachine,
        SourceKind::Vm => Reach::OwnNetwork,
        SourceKind::AppService | SourceKind::Automation | SourceKind::MachineLearning => Reach::Platform,
        SourceKind::ServiceFabric => Reach::Pinned,
    }
}

/// Returns the token endpoint of a host that implements the metadata service's protocol.
fn imds_endpoint(host: &str) -> String {
    format!("{}{}", host.trim_end_matches('/'), imds::TOKEN_PATH)
}

fn vm(env: &Env) -> Setting {
    const HOST: &str = "AZURE_POD_IDENTITY_AUTHORITY_HOST";
    let (host, why) = match env.get(HOST) {
        Some(host) => (host, "AZURE_POD_IDENTITY_AUTHORITY_HOST is set"),
        None => (imds::DEFAULT_HOST, "the variables of no other source are set, and no Azure Arc agent is installed"),
    };
    (imds_endpoint(host), HOST, Protocol::Imds, why)
}

fn app_service(kind: SourceKind, env: &Env) -> Result<Setting> {
    let fits = |owner| endpoint_variables::fits(kind, owner, env);
    let is_old = fits(endpoint_variables::owner_of_msi_endpoint(env))
        && !fits(endpoint_variables::owner_of_identity_endpoint(env));
    if is_old {
        let [endpoint, secret] = own(kind, env, ["MSI_ENDPOINT", "MSI_SECRET"])?;
        let protocol = Protocol::OldAppService(Secret::new(secret));
        return Ok((endpoint, "MSI_ENDPOINT", protocol, "MSI_ENDPOINT and MSI_SECRET are set"));
    }
    let [endpoint, header] = own(kind, env, ["IDENTITY_ENDPOINT", "IDENTITY_HEADER"])?;
    let protocol = Protocol::AppService(Secret::new(header));
    Ok((endpoint, "IDENTITY_ENDPOINT", protocol, "IDENTITY_ENDPOINT and IDENTITY_HEADER are set"))
}

fn service_fabric(env: &Env) -> Result<Setting> {
    let names = ["IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IDENTITY_SERVER_THUMBPRINT"];
    let [endpoint, header, thumbprint] = own(SourceKind::ServiceFabric, env, names)?;
    let protocol = Protocol::ServiceFabric(service_fabric::Setting {
        header: Secret::new(header),
        thumbprint: service_fabric::thumbprint(&thumbprint)?,
        api_version: env.get("IDENTITY_API_VERSION").map(str::to_owned),
    });
    let why = "IDENTITY_SERVER_THUMBPRINT is set beside IDENTITY_ENDPOINT and IDENTITY_HEADER";
    Ok((endpoint, "IDENTITY_ENDPOINT", protocol, why))
}

fn machine_learning_host(env: &Env) -> Result<Setting> {
    let [endpoint, secret] = own(SourceKind::MachineLearning, env, ["MSI_ENDPOINT", "MSI_SECRET"])?;
    let protocol = Protocol::MachineLearning {
        secret: Secret::new(secret),
        default: env.get("DEFAULT_IDENTITY_CLIENT_ID").map(|id| Identity::ClientId(id.to_owned())),
    };
    Ok((endpoint, "MSI_ENDPOINT", protocol, "MSI_ENDPOINT and MSI_SECRET are set"))
}

/// Returns the agent's endpoint. If `IDENTITY_ENDPOINT` belongs to another source, as on a hybrid worker of Automation,
/// `IMDS_ENDPOINT` still contains the agent's address.
fn arc_agent(env: &Env, platform: &dyn Platform) -> Result<Setting> {
    let (address, from, why) = match (endpoint_variables::owner_of_identity_endpoint(env), env.get("IMDS_ENDPOINT")) {
        (Some(SourceKind::Arc), _) => (
            env.get("IDENTITY_ENDPOINT").unwrap_or_default().to_owned(),
            "IDENTITY_ENDPOINT",
            "IDENTITY_ENDPOINT and IMDS_ENDPOINT are set",
        ),
        (Some(_), Some(host)) => {
            let why = "IMDS_ENDPOINT is set, and IDENTITY_ENDPOINT is another source's";
            (imds_endpoint(host), "IMDS_ENDPOINT", why)
        }
        _ if arc::is_installed(platform) => {
            (arc::DEFAULT_ENDPOINT.to_owned(), "the Azure Arc agent", "the Azure Connected Machine agent is installed")
        }
        _ => {
            let missing = "IMDS_ENDPOINT and no Azure Connected Machine agent";
            return Err(not_configured(SourceKind::Arc, missing));
        }
    };
    Ok((address, from, Protocol::Arc, why))
}

/// Reads the variables that a source needs, with the endpoint first, if all are set and belong to that source.
fn own<const N: usize>(kind: SourceKind, env: &Env, names: [&'static str; N]) -> Result<[String; N]> {
    if let Some(missing) = names.into_iter().find(|name| env.get(name).is_none()) {
        return Err(not_configured(kind, missing));
    }
    let owner = match names[0] {
        "MSI_ENDPOINT" => endpoint_variables::owner_of_msi_endpoint(env),
        _ => endpoint_variables::owner_of_identity_endpoint(env),
    };
    if !endpoint_variables::fits(kind, owner, env) {
        let owner = owner.map_or("another source", SourceKind::name);
        return Err(Error::new(
            Code::SourceNotConfigured,
            format!("You chose the source {kind}, but {} belongs to {owner} on this machine, as the variables beside it show. Nothing was sent.", names[0]),
        )
        .hint(format!("Choose -Source {owner} (--source), or -Source Auto (--source auto), which finds what is there.")));
    }
    Ok(names.map(|name| env.get(name).unwrap_or_default().to_owned()))
}

fn not_configured(kind: SourceKind, what: &str) -> Error {
    Error::new(Code::SourceNotConfigured, format!("You chose the source {kind}, but this machine has no {what}."))
        .hint("Run where that source exists, or choose -Source Auto (--source auto), which finds what is there.")
}

/// Checks, before anything is sent, that the source supports this kind of selector.
///
/// # Errors
/// `SelectorNotSupported`, `SourceNotConfigured`.
pub(crate) fn check_selector(source: &Source, identity: &Identity) -> Result<()> {
    let takes = match (&source.protocol, identity) {
        (Protocol::MachineLearning { default, .. }, _) => {
            return machine_learning::client_id(identity, default.as_ref()).map(|_| ());
        }
        (_, Identity::SystemAssigned)
        | (Protocol::Imds | Protocol::AppService(_) | Protocol::Arc | Protocol::VmExtension, _)
        | (Protocol::OldAppService(_), Identity::ClientId(_))
        | (Protocol::ServiceFabric(_), Identity::ObjectId(_)) => return Ok(()),
        (Protocol::OldAppService(_), _) => selector::ONLY_CLIENT_IDS,
        (Protocol::ServiceFabric(_), _) => "identities only by object id",
        (Protocol::CloudShell, _) => "no selector: its token is the signed-in person's",
    };
    Err(selector::not_supported(source.kind, identity, takes))
}

#[cfg(test)]
mod tests;

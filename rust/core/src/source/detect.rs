//! Which source answers on this machine: a function of the environment and the files that were handed in.
//!
//! The order, each rule taking only variables that are not empty (`protocols.md`, 1.2):
//!
//! | # | found | source |
//! |---|---|---|
//! | 1 | `IDENTITY_ENDPOINT`, `IDENTITY_HEADER`, `IDENTITY_SERVER_THUMBPRINT` | Service Fabric |
//! | 2 | `IDENTITY_ENDPOINT`, `IDENTITY_HEADER` | App Service, or Automation where its host says so |
//! | 3 | `MSI_ENDPOINT`, `MSI_SECRET` | App Service (old) where `WEBSITE_SITE_NAME` is set, else Machine Learning |
//! | 4 | `MSI_ENDPOINT` | Cloud Shell |
//! | 5 | `IDENTITY_ENDPOINT`, `IMDS_ENDPOINT` | Azure Arc |
//! | 6 | the agent's executable | Azure Arc |
//! | 7 | otherwise | VM |
//!
//! The retired VM extension is used only when chosen by name. A chosen source is the only one looked at.

use super::{Protocol, Source, SourceKind, arc, imds, legacy_extension, service_fabric};
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::identity::Identity;
use crate::secret::Secret;
use crate::shared;
use crate::trust;
use crate::url_text;
use crate::world::World;

/// Finds the source, or takes the chosen one.
///
/// # Errors
/// `SourceNotConfigured` when the chosen one lacks its variables, `UntrustedEndpoint`, `InvalidEndpoint`, and
/// `SelectorNotSupported` when it can't select the identity that way.
pub(crate) fn detect(
    env: &Env,
    world: &dyn World,
    chosen: Option<SourceKind>,
    identity: &Identity,
) -> Result<Source> {
    let kind = chosen.unwrap_or_else(|| automatic(env, world));
    let mut source = configured(kind, env, world).map_err(|error| error.with_source(kind))?;
    if chosen.is_some() {
        source.why = format!("chosen by name; {}", source.why);
    }
    check_selector(&source, identity)?;
    Ok(source)
}

fn automatic(env: &Env, world: &dyn World) -> SourceKind {
    let has = |name: &str| env.get(name).is_some();
    if has("IDENTITY_ENDPOINT") && has("IDENTITY_HEADER") {
        return if has("IDENTITY_SERVER_THUMBPRINT") {
            SourceKind::ServiceFabric
        } else if is_automation(env) {
            SourceKind::Automation
        } else {
            SourceKind::AppService
        };
    }
    if has("MSI_ENDPOINT") {
        return match (has("MSI_SECRET"), has("WEBSITE_SITE_NAME")) {
            (true, true) => SourceKind::AppService,
            (true, false) => SourceKind::MachineLearning,
            (false, _) => SourceKind::CloudShell,
        };
    }
    if (has("IDENTITY_ENDPOINT") && has("IMDS_ENDPOINT")) || has_agent(world) {
        SourceKind::Arc
    } else {
        SourceKind::Vm
    }
}

/// Automation's sandbox and its hybrid workers speak App Service's protocol; their host names itself.
fn is_automation(env: &Env) -> bool {
    env.get("AZUREPS_HOST_ENVIRONMENT")
        .is_some_and(|host| host.to_ascii_lowercase().starts_with("azureautomation"))
        || env.get("AUTOMATION_ASSET_ACCOUNTID").is_some()
}

fn has_agent(world: &dyn World) -> bool {
    arc::agent_files(world)
        .iter()
        .any(|file| world.file_exists(file))
}

/// Makes a source of that kind from what stands in the environment.
fn configured(kind: SourceKind, env: &Env, world: &dyn World) -> Result<Source> {
    let need = |name: &str| env.get(name).ok_or_else(|| not_configured(kind, name));
    let secret = |name: &str| need(name).map(|value| Secret::new(value.to_owned()));
    let (address, from, protocol, why) = match kind {
        SourceKind::Vm => {
            let (host, why) = match env.get("AZURE_POD_IDENTITY_AUTHORITY_HOST") {
                Some(host) => (host, "AZURE_POD_IDENTITY_AUTHORITY_HOST is set".to_owned()),
                None => (
                    imds::DEFAULT_HOST,
                    "the variables of no other source are set, and no Azure Arc agent is installed"
                        .to_owned(),
                ),
            };
            (
                format!("{}{}", host.trim_end_matches('/'), imds::TOKEN_PATH),
                "AZURE_POD_IDENTITY_AUTHORITY_HOST",
                Protocol::Imds,
                why,
            )
        }
        SourceKind::AppService | SourceKind::Automation => match (
            env.get("IDENTITY_ENDPOINT"),
            env.get("IDENTITY_HEADER"),
            env.get("MSI_ENDPOINT"),
            env.get("MSI_SECRET"),
        ) {
            (Some(endpoint), Some(header), _, _) => (
                endpoint.to_owned(),
                "IDENTITY_ENDPOINT",
                Protocol::AppService(Secret::new(header.to_owned())),
                "IDENTITY_ENDPOINT and IDENTITY_HEADER are set".to_owned(),
            ),
            (_, _, Some(endpoint), Some(secret)) => (
                endpoint.to_owned(),
                "MSI_ENDPOINT",
                Protocol::OldAppService(Secret::new(secret.to_owned())),
                "MSI_ENDPOINT and MSI_SECRET are set".to_owned(),
            ),
            (None, ..) => return Err(not_configured(kind, "IDENTITY_ENDPOINT")),
            (Some(_), ..) => return Err(not_configured(kind, "IDENTITY_HEADER")),
        },
        SourceKind::ServiceFabric => {
            let setting = service_fabric::Setting {
                header: secret("IDENTITY_HEADER")?,
                thumbprint: service_fabric::thumbprint(need("IDENTITY_SERVER_THUMBPRINT")?)?,
                api_version: env.get("IDENTITY_API_VERSION").map(str::to_owned),
            };
            (
                need("IDENTITY_ENDPOINT")?.to_owned(),
                "IDENTITY_ENDPOINT",
                Protocol::ServiceFabric(setting),
                "IDENTITY_SERVER_THUMBPRINT is set beside IDENTITY_ENDPOINT and IDENTITY_HEADER"
                    .to_owned(),
            )
        }
        SourceKind::MachineLearning => {
            let protocol = Protocol::MachineLearning {
                secret: secret("MSI_SECRET")?,
                default_client_id: env.get("DEFAULT_IDENTITY_CLIENT_ID").map(str::to_owned),
            };
            (
                need("MSI_ENDPOINT")?.to_owned(),
                "MSI_ENDPOINT",
                protocol,
                "MSI_ENDPOINT and MSI_SECRET are set".to_owned(),
            )
        }
        SourceKind::CloudShell => (
            need("MSI_ENDPOINT")?.to_owned(),
            "MSI_ENDPOINT",
            Protocol::CloudShell,
            "MSI_ENDPOINT is set without MSI_SECRET".to_owned(),
        ),
        SourceKind::Arc => match (env.get("IDENTITY_ENDPOINT"), env.get("IMDS_ENDPOINT")) {
            (Some(endpoint), Some(_)) => (
                endpoint.to_owned(),
                "IDENTITY_ENDPOINT",
                Protocol::Arc,
                "IDENTITY_ENDPOINT and IMDS_ENDPOINT are set".to_owned(),
            ),
            _ if has_agent(world) => (
                arc::DEFAULT_ENDPOINT.to_owned(),
                "the Azure Arc agent",
                Protocol::Arc,
                "the Azure Connected Machine agent is installed".to_owned(),
            ),
            _ => {
                return Err(not_configured(
                    kind,
                    "IMDS_ENDPOINT, or the Azure Connected Machine agent",
                ));
            }
        },
        SourceKind::VmExtension => (
            legacy_extension::DEFAULT_ENDPOINT.to_owned(),
            "the VM extension",
            Protocol::VmExtension,
            "it listens on port 50342".to_owned(),
        ),
    };
    let endpoint = trust::identity_endpoint(&address, from)?;
    if kind == SourceKind::ServiceFabric && endpoint.scheme() != "https" {
        return Err(Error::new(
            Code::UntrustedEndpoint,
            format!(
                "Service Fabric's IDENTITY_ENDPOINT must be https, and is {}. Nothing was sent.",
                url_text::shown(&endpoint)
            ),
        )
        .hint("The platform sets the variable; something has changed it."));
    }
    Ok(Source {
        kind,
        state: shared::endpoint_state(endpoint.as_str(), kind),
        endpoint,
        why,
        protocol,
    })
}

fn not_configured(kind: SourceKind, what: &str) -> Error {
    Error::new(
        Code::SourceNotConfigured,
        format!("The source {kind} was chosen, and {what} is missing on this machine."),
    )
    .hint("Run where that source exists, or choose another one (-Source Auto finds what is there).")
}

/// Whether the source can select an identity that way, told before anything is sent.
fn check_selector(source: &Source, identity: &Identity) -> Result<()> {
    let takes = match (&source.protocol, identity) {
        (
            Protocol::MachineLearning {
                default_client_id: None,
                ..
            },
            Identity::SystemAssigned,
        ) => {
            return Err(Error::new(Code::SourceNotConfigured, "DEFAULT_IDENTITY_CLIENT_ID is missing: without a client id, Machine Learning would answer with a person's token.")
                .hint("Name the compute's identity: -ClientId <guid> (--client-id).")
                .with_source(source.kind));
        }
        (_, Identity::SystemAssigned)
        | (Protocol::Imds | Protocol::AppService(_) | Protocol::Arc | Protocol::VmExtension, _) => {
            return Ok(());
        }
        (Protocol::OldAppService(_) | Protocol::MachineLearning { .. }, Identity::ClientId(_))
        | (Protocol::ServiceFabric(_), Identity::ObjectId(_)) => return Ok(()),
        (Protocol::OldAppService(_) | Protocol::MachineLearning { .. }, _) => {
            "identities only by client id (-ClientId, --client-id)"
        }
        (Protocol::ServiceFabric(_), _) => "identities only by object id (-ObjectId, --object-id)",
        (Protocol::CloudShell, _) => "no selector: its token is the signed-in person's",
    };
    Err(Error::new(
        Code::SelectorNotSupported,
        format!(
            "{} was asked for, and the source {} takes {takes}. Nothing was sent.",
            identity.describe(),
            source.kind
        ),
    )
    .hint("Use the selector it takes, leave it out, or choose another source (-Source, --source).")
    .with_source(source.kind))
}

#[cfg(test)]
mod tests;

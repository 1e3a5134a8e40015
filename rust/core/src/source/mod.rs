//! Where a managed identity is asked for its token: one file per source.

use std::fmt;

/// An identity source. The numbers are part of the C ABI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum SourceKind {
    /// Azure VM and scale set: the Instance Metadata Service (IMDS).
    Vm = 1,
    /// App Service, Functions and what speaks their protocol.
    AppService = 2,
    /// Automation runbooks.
    Automation = 3,
    /// Azure Arc-enabled server.
    Arc = 4,
    /// Service Fabric.
    ServiceFabric = 5,
    /// Cloud Shell: a person's token.
    CloudShell = 6,
    /// Azure Machine Learning compute.
    MachineLearning = 7,
    /// The retired VM extension on port 50342.
    VmExtension = 8,
}

impl SourceKind {
    /// All sources.
    pub const ALL: [Self; 8] = [
        Self::Vm,
        Self::AppService,
        Self::Automation,
        Self::Arc,
        Self::ServiceFabric,
        Self::CloudShell,
        Self::MachineLearning,
        Self::VmExtension,
    ];

    /// The name users write: `Vm`, `AppService`, ...
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Vm => "Vm",
            Self::AppService => "AppService",
            Self::Automation => "Automation",
            Self::Arc => "Arc",
            Self::ServiceFabric => "ServiceFabric",
            Self::CloudShell => "CloudShell",
            Self::MachineLearning => "MachineLearning",
            Self::VmExtension => "VmExtension",
        }
    }

    /// Reads a name in either spelling (`app-service`, `AppService`), whatever its case.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let plain: String = name.chars().filter(|c| *c != '-').collect();
        Self::ALL
            .into_iter()
            .find(|kind| kind.name().eq_ignore_ascii_case(&plain))
    }
}

impl fmt::Display for SourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

mod app_service;
pub(crate) mod arc;
mod azure_ml;
mod cloud_shell;
pub(crate) mod detect;
pub(crate) mod exchange;
pub mod failure;
pub mod imds;
mod legacy_extension;
mod owner;
mod service_fabric;

use crate::blocking;
use crate::call::EventSink;
use crate::error::Result;
use crate::http::local::LocalRequest;
use crate::identity::Identity;
use crate::retry::RetryRules;
use crate::secret::Secret;
use crate::shared::{EndpointState, PlatformMark};
use crate::token::{self, Token};
use crate::world::World;
use std::sync::Arc;
use url::Url;

/// What is asked of a source.
pub(crate) struct Ask<'a> {
    pub identity: &'a Identity,
    pub resource: &'a str,
    /// Ask the platform to skip its own cache, where it can.
    pub bypass_cache: bool,
    /// Whether the user or the machine says which cloud this is.
    pub cloud_known: bool,
    /// The token that is held and no longer wanted.
    pub unwanted: Option<&'a Token>,
}

/// How a source is spoken to, with what the platform handed out for it.
pub(crate) enum Protocol {
    Imds,
    AppService(Secret),
    OldAppService(Secret),
    Arc,
    ServiceFabric(service_fabric::Setting),
    CloudShell,
    MachineLearning {
        secret: Secret,
        default_client_id: Option<String>,
    },
    VmExtension,
}

impl Protocol {
    /// Whether the platform's variables name the endpoint together with a secret for it.
    const fn has_secret(&self) -> bool {
        match self {
            Self::AppService(_)
            | Self::OldAppService(_)
            | Self::ServiceFabric(_)
            | Self::MachineLearning { .. } => true,
            Self::Imds | Self::Arc | Self::CloudShell | Self::VmExtension => false,
        }
    }

    /// What the platform handed out that decides who answers.
    pub fn mark(&self) -> PlatformMark {
        match self {
            Self::Imds => PlatformMark::of(&[b"imds"]),
            Self::Arc => PlatformMark::of(&[b"arc"]),
            Self::CloudShell => PlatformMark::of(&[b"cloud-shell"]),
            Self::VmExtension => PlatformMark::of(&[b"vm-extension"]),
            Self::AppService(header) => {
                PlatformMark::of(&[b"app-service", header.expose().as_bytes()])
            }
            Self::OldAppService(secret) => {
                PlatformMark::of(&[b"old-app-service", secret.expose().as_bytes()])
            }
            Self::MachineLearning { secret, .. } => {
                PlatformMark::of(&[b"machine-learning", secret.expose().as_bytes()])
            }
            Self::ServiceFabric(setting) => PlatformMark::of(&[
                b"service-fabric",
                setting.header.expose().as_bytes(),
                &setting.thumbprint.0,
                setting
                    .api_version
                    .as_deref()
                    .unwrap_or_default()
                    .as_bytes(),
            ]),
        }
    }

    /// The identity that is really asked for: the one named, or the platform's own default.
    pub fn effective_identity(&self, asked: &Identity) -> Identity {
        self.default_identity(asked)
            .unwrap_or_else(|| asked.clone())
    }

    /// The identity that is really asked for when none is named, where the platform has to be told one: it must be the one that
    /// answers, and not the person whom a compute instance belongs to.
    fn default_identity(&self, asked: &Identity) -> Option<Identity> {
        match (self, asked) {
            (
                Self::MachineLearning {
                    default_client_id: Some(id),
                    ..
                },
                Identity::SystemAssigned,
            ) => Some(Identity::ClientId(id.clone())),
            _ => None,
        }
    }
}

/// A source, found and ready to be asked.
pub(crate) struct Source {
    pub kind: SourceKind,
    /// The token endpoint.
    pub endpoint: Url,
    /// Which rule chose it.
    pub why: String,
    pub state: Arc<EndpointState>,
    pub protocol: Protocol,
}

impl Source {
    /// Asks for a token.
    ///
    /// # Errors
    /// Every failure that an identity endpoint can cause.
    pub async fn fetch(
        &self,
        ask: &Ask<'_>,
        world: &Arc<dyn World>,
        events: &EventSink,
    ) -> Result<Token> {
        let token = self.fetch_once(ask, world, events).await?;
        if self.kind != SourceKind::CloudShell || cloud_shell::is_for(&token, ask.resource) {
            return Ok(token);
        }
        events(cloud_shell::asking_again(&token, ask.resource));
        let token = self.fetch_once(ask, world, events).await?;
        if cloud_shell::is_for(&token, ask.resource) {
            return Ok(token);
        }
        Err(cloud_shell::wrong_audience(&token, ask.resource))
    }

    async fn fetch_once(
        &self,
        ask: &Ask<'_>,
        world: &Arc<dyn World>,
        events: &EventSink,
    ) -> Result<Token> {
        let exchange = self.exchange(world, events);
        let mut answer = exchange
            .ask(|| request(&self.protocol, &self.endpoint, ask))
            .await?;
        if let (Protocol::Arc, 401) = (&self.protocol, answer.status) {
            let challenge = answer.header("www-authenticate").map(str::to_owned);
            let machine = Arc::clone(world);
            let key = blocking::run(move || arc::key(challenge.as_deref(), &*machine))
                .await?
                .map_err(|e| e.with_source(self.kind))?;
            answer = exchange
                .ask(|| arc::request(&self.endpoint, ask, Some(&key)))
                .await?;
        }
        if !answer.is_success() || failure::is_refusal_in_disguise(&answer.body) {
            return Err(failure::explain(
                &answer,
                &failure::Asked {
                    source: self.kind,
                    identity: ask.identity,
                    resource: ask.resource,
                    cloud_known: ask.cloud_known,
                    world: &**world,
                },
            ));
        }
        let default_identity = self.protocol.default_identity(ask.identity);
        let asked = token::Asked {
            identity: default_identity.as_ref().unwrap_or(ask.identity),
            resource: ask.resource,
            source: self.kind,
            now: world.now(),
            // An older agent ignores the selector and answers with the machine's own identity.
            echo_required: self.kind == SourceKind::Arc,
        };
        token::read_answer(&answer.body, &asked)
    }

    /// What requests to this source go through.
    pub fn exchange<'a>(
        &'a self,
        world: &'a Arc<dyn World>,
        events: &'a EventSink,
    ) -> exchange::Exchange<'a> {
        let rules = match self.kind {
            SourceKind::Vm => RetryRules::IMDS,
            SourceKind::ServiceFabric => RetryRules::SERVICE_FABRIC,
            _ => RetryRules::LOCAL,
        };
        exchange::Exchange {
            source: self.kind,
            announced: self.protocol.has_secret(),
            state: &self.state,
            world,
            events,
            rules,
        }
    }
}

fn request(protocol: &Protocol, endpoint: &Url, ask: &Ask<'_>) -> LocalRequest {
    match protocol {
        Protocol::Imds => imds::request(endpoint, ask),
        Protocol::Arc => arc::request(endpoint, ask, None),
        Protocol::AppService(header) => app_service::request(endpoint, header, ask),
        Protocol::OldAppService(secret) => app_service::old_request(endpoint, secret, ask),
        Protocol::ServiceFabric(setting) => service_fabric::request(endpoint, setting, ask),
        Protocol::CloudShell => cloud_shell::request(endpoint, ask),
        Protocol::MachineLearning {
            secret,
            default_client_id,
        } => azure_ml::request(
            endpoint,
            secret,
            default_client_id.as_deref().unwrap_or_default(),
            ask,
        ),
        Protocol::VmExtension => legacy_extension::request(endpoint, ask),
    }
}

type Query<'a> = url::form_urlencoded::Serializer<'a, url::UrlQuery<'a>>;

fn append_selector(query: &mut Query<'_>, selector: Option<(&str, &str)>) {
    if let Some((name, value)) = selector {
        query.append_pair(name, value);
    }
}

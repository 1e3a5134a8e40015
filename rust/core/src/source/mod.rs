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

pub(crate) mod detect;
pub(crate) mod exchange;
pub mod failure;
pub mod imds;

use crate::call::EventSink;
use crate::error::Result;
use crate::http::local::LocalRequest;
use crate::identity::Identity;
use crate::retry::RetryRules;
use crate::shared::EndpointState;
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
}

/// A source, found and ready to be asked.
pub(crate) struct Source {
    pub kind: SourceKind,
    /// The token endpoint.
    pub endpoint: Url,
    /// Which rule chose it.
    pub why: String,
    pub state: Arc<EndpointState>,
}

impl Source {
    /// Asks for a token.
    ///
    /// # Errors
    /// Every failure that an identity endpoint can cause.
    pub async fn fetch(
        &self,
        ask: &Ask<'_>,
        world: &dyn World,
        events: &EventSink,
    ) -> Result<Token> {
        let exchange = self.exchange(world, events);
        let answer = exchange.ask(|| self.request(ask)).await?;
        if !answer.is_success() {
            return Err(failure::explain(
                &answer,
                &failure::Asked {
                    source: self.kind,
                    identity: ask.identity,
                    resource: ask.resource,
                    world,
                },
            ));
        }
        let asked = token::Asked {
            identity: ask.identity,
            resource: ask.resource,
            source: self.kind,
            now: world.now(),
        };
        token::read_answer(&answer.body, &asked)
    }

    /// What requests to this source go through.
    pub fn exchange<'a>(
        &'a self,
        world: &'a dyn World,
        events: &'a EventSink,
    ) -> exchange::Exchange<'a> {
        let rules = match self.kind {
            SourceKind::Vm => RetryRules::IMDS,
            _ => RetryRules::LOCAL,
        };
        exchange::Exchange {
            source: self.kind,
            state: &self.state,
            world,
            events,
            rules,
        }
    }

    fn request(&self, ask: &Ask<'_>) -> LocalRequest {
        match self.kind {
            SourceKind::Vm => imds::request(&self.endpoint, ask),
            other => unreachable!("{other}"),
        }
    }
}

fn query_pairs(
    query: &mut url::form_urlencoded::Serializer<'_, url::UrlQuery<'_>>,
    selector: Option<(&str, &str)>,
) {
    if let Some((name, value)) = selector {
        query.append_pair(name, value);
    }
}

//! The client: one identity of this machine, its tokens, and what Resource Manager says with them.

mod connect;
mod fleet;
mod rest;
mod vm;

pub use self::connect::Connection;
pub use self::fleet::Fleet;
pub use self::rest::RestAnswer;

use crate::arm::client::ArmClient;
use crate::arm::vm::{RememberedNames, check_subscription};
use crate::call::Call;
use crate::cloud::Cloud;
use crate::cloud::discover::{CloudFinder, chosen};
use crate::credential::{Credential, CredentialOptions};
use crate::env::Env;
use crate::error::Result;
use crate::http::service::ServiceClient;
use crate::identity::Identity;
use crate::platform::{Platform, ThisMachine};
use crate::source::{Source, detect};
use crate::source_kind::SourceKind;
use crate::token::{Token, TokenAnswer, TokenRequest};
use std::sync::Arc;
use url::Url;

/// What a client is made from.
#[derive(Clone, Default)]
pub struct ClientOptions {
    /// The environment: the library never reads the process's own.
    pub env: Env,
    /// The source to use and no other; `None` finds it.
    pub source: Option<SourceKind>,
    /// The identity to use.
    pub identity: Identity,
    /// Name of a cloud or an ARM endpoint; `None`: `AZMI_ENVIRONMENT`, then what the machine says, then the public cloud.
    pub environment: Option<String>,
    /// Subscription in which names are looked up; `None`: the machine's own, then all readable ones.
    pub subscription_id: Option<String>,
    /// Accept a token of another identity than the one asked for.
    pub skip_identity_check: bool,
}

/// One identity of this machine. Cheap to clone; usable from any thread.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    credential: Credential,
    service: Arc<ServiceClient>,
    /// Subscription in which names are looked up.
    subscription_id: Option<String>,
    names: RememberedNames,
}

impl Client {
    /// Checks the options and finds the source; sends nothing.
    ///
    /// # Errors
    /// Every failure that can be found without a request.
    pub fn new(options: ClientOptions) -> Result<Self> {
        Self::with_platform(options, ThisMachine::shared())
    }

    /// As [`Client::new`], on a machine that tests make up.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn with_platform(options: ClientOptions, platform: Arc<dyn Platform>) -> Result<Self> {
        if let Some(id) = &options.subscription_id {
            check_subscription(id)?;
        }
        let environment = chosen(options.environment.as_deref(), &options.env)?;
        let source = Arc::new(detect::detect(&options.env, &*platform, options.source, &options.identity)?);
        let service = Arc::new(ServiceClient::new(options.env.clone(), Arc::clone(&platform)));
        let clouds = CloudFinder::new(
            environment,
            options.environment.is_some(),
            &options.env,
            Arc::clone(&source),
            Arc::clone(&service),
            Arc::clone(&platform),
        );
        let parts = CredentialOptions {
            identity: &options.identity,
            skip_identity_check: options.skip_identity_check,
            source_chosen: options.source.is_some(),
            env: &options.env,
        };
        Ok(Self(Arc::new(Inner {
            credential: Credential::new(&parts, source, clouds, platform),
            service,
            subscription_id: options.subscription_id,
            names: RememberedNames::default(),
        })))
    }

    pub(crate) fn source(&self) -> &Source {
        self.0.credential.source()
    }

    pub(crate) fn service(&self) -> &ServiceClient {
        &self.0.service
    }

    pub(crate) fn platform(&self) -> &Arc<dyn Platform> {
        self.0.credential.platform()
    }

    /// The cloud: as named, else as the machine says, else the public one.
    pub(crate) async fn cloud(&self, call: &Call) -> Result<&Cloud> {
        self.0.credential.clouds().get(call).await
    }

    /// The Resource Manager endpoint; the public one where nothing names another.
    pub(crate) async fn arm_endpoint(&self, call: &Call) -> Url {
        self.0.credential.clouds().arm_endpoint(call).await
    }

    /// Resource Manager as one call sees it.
    pub(crate) fn arm<'a>(&'a self, cloud: &'a Cloud, call: &'a Call) -> ArmClient<'a> {
        ArmClient { credential: &self.0.credential, service: &self.0.service, cloud, call }
    }

    /// A token, from the cache or from the source.
    ///
    /// # Errors
    /// Every failure of an identity endpoint; `InvalidResource`, `InvalidClaims`, `WrongIdentity`.
    pub async fn token(&self, request: &TokenRequest, call: &Call) -> Result<TokenAnswer> {
        self.0.credential.token(request, call).await
    }

    /// The token for that audience from the cache, without any wait and without allocating; `None`: ask with
    /// [`Client::token`].
    #[must_use]
    pub fn cached_token(&self, resource: Option<&str>) -> Option<TokenAnswer> {
        self.0.credential.cached_token(resource)
    }

    /// Drops that very token, which a service refused, so that the next call asks for a new one; says whether it was held.
    /// A newer one stays.
    pub fn drop_if_current(&self, token: &Token) -> bool {
        self.0.credential.drop_if_current(token)
    }
}

#[cfg(test)]
mod tests;

//! The client: one identity of this machine, its tokens, and requests to Resource Manager with them.

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
use crate::client_options::ClientOptions;
use crate::cloud::Cloud;
use crate::cloud::discover::{CloudFinder, chosen};
use crate::credential::Credential;
use crate::error::Result;
use crate::http::service::ServiceClient;
use crate::platform::{Platform, ThisMachine};
use crate::source::{Source, detect};
use crate::token::{Token, TokenAnswer, TokenRequest};
use std::sync::Arc;

/// One identity of this machine. Cheap to clone; usable from any thread.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    credential: Credential,
    service: Arc<ServiceClient>,
    /// The subscription in which names are looked up.
    subscription_id: Option<String>,
    names: RememberedNames,
}

impl Client {
    /// Checks the options and finds the source; sends nothing.
    ///
    /// # Errors
    /// Every error that can be detected without a request.
    pub fn new(options: ClientOptions) -> Result<Self> {
        Self::with_platform(options, ThisMachine::shared())
    }

    /// Like [`Client::new`], with the platform of a test.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn with_platform(options: ClientOptions, platform: Arc<dyn Platform>) -> Result<Self> {
        if let Some(id) = &options.subscription_id {
            check_subscription(id)?;
        }
        let environment = chosen(&options)?;
        let source = Arc::new(detect::detect(&options.env, &*platform, options.source, &options.identity)?);
        let service = Arc::new(ServiceClient::new(options.env.clone(), Arc::clone(&platform)));
        let clouds = CloudFinder::new(environment, &options, &source, &service, &platform);
        Ok(Self(Arc::new(Inner {
            credential: Credential::new(&options, source, clouds, platform),
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

    /// The cloud: the one that the user names, else the machine's, else the public one.
    pub(crate) async fn cloud(&self, call: &Call) -> Result<&Cloud> {
        self.clouds().get(call).await
    }

    /// Finds the client's cloud.
    pub(crate) fn clouds(&self) -> &CloudFinder {
        self.0.credential.clouds()
    }

    /// A client for Resource Manager for the duration of a call.
    pub(crate) fn arm<'a>(&'a self, cloud: &'a Cloud, call: &'a Call) -> ArmClient<'a> {
        ArmClient { credential: &self.0.credential, service: &self.0.service, cloud, call }
    }

    /// Returns a token from the cache or from the source.
    ///
    /// # Errors
    /// Every error of an identity endpoint; `InvalidResource`, `InvalidClaims`, `WrongIdentity`.
    pub async fn token(&self, request: &TokenRequest, call: &Call) -> Result<TokenAnswer> {
        self.0.credential.token(request, None, call).await
    }

    /// Returns the token for this audience from the cache, without waiting or allocating. If it's `None`, call
    /// [`Client::token`].
    #[must_use]
    pub fn cached_token(&self, resource: Option<&str>) -> Option<TokenAnswer> {
        self.0.credential.cached_token(resource)
    }

    /// Drops a token that a service rejected, so that the next call requests a new one. A newer token stays. Returns
    /// whether the token was still cached.
    pub fn drop_if_current(&self, token: &Token) -> bool {
        self.0.credential.drop_if_current(token)
    }
}

#[cfg(test)]
mod tests;

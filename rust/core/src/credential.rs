//! Gets a client's tokens from its source or the cache.

mod store;

use self::store::{StoreKey, token_store};
use crate::audience::{self, Resource};
use crate::cache::{CachePolicy, TokenStore};
use crate::call::{Call, EventSink};
use crate::client_options::ClientOptions;
use crate::cloud::discover::CloudFinder;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::identity::{EchoedIds, Identity, IdentityMatch};
use crate::platform::Platform;
use crate::source::detect::check_selector;
use crate::source::{Source, TokenQuery};
use crate::source_kind::SourceKind;
use crate::token::{Token, TokenAnswer, TokenRequest};
use crate::url_text;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// Provides the tokens of one identity of this machine.
pub(crate) struct Credential {
    /// The requested identity.
    asked: Identity,
    /// Whether to accept a token of an identity other than the requested one.
    skip_identity_check: bool,
    /// Whether this pod is set up for AKS workload identity, which isn't a managed-identity protocol.
    workload_identity: bool,
    source: Arc<Source>,
    clouds: CloudFinder,
    platform: Arc<dyn Platform>,
    store: Arc<TokenStore>,
    /// The store of the system-assigned identity, if this client uses another identity.
    own_store: OnceLock<Arc<TokenStore>>,
    warned: OncePerClient,
}

/// The messages that were already reported. Each is reported once per client.
#[derive(Default)]
struct OncePerClient {
    source: AtomicBool,
    emulated: AtomicBool,
    unverified: AtomicBool,
    node: AtomicBool,
}

fn first(flag: &AtomicBool) -> bool {
    !flag.swap(true, Ordering::Relaxed)
}

impl Credential {
    /// Creates a credential for that source.
    pub fn new(options: &ClientOptions, source: Arc<Source>, clouds: CloudFinder, platform: Arc<dyn Platform>) -> Self {
        Self {
            asked: options.identity.clone(),
            skip_identity_check: options.skip_identity_check,
            workload_identity: options.source.is_none() && options.env.get("AZURE_FEDERATED_TOKEN_FILE").is_some(),
            store: token_store(store_key(&source, &options.identity, options.skip_identity_check)),
            source,
            clouds,
            platform,
            own_store: OnceLock::new(),
            warned: OncePerClient::default(),
        }
    }

    /// The source of the tokens.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Finds the client's cloud.
    pub fn clouds(&self) -> &CloudFinder {
        &self.clouds
    }

    /// The machine and its clock.
    pub fn platform(&self) -> &Arc<dyn Platform> {
        &self.platform
    }

    #[cfg(test)]
    pub fn store(&self) -> &Arc<TokenStore> {
        &self.store
    }

    /// Returns a token of the machine's system-assigned identity, regardless of this credential's identity.
    ///
    /// # Errors
    /// The errors of [`Self::token`]; `SourceNotConfigured` if the platform would respond with a person's token.
    pub async fn own_token(&self, request: &TokenRequest, call: &Call) -> Result<TokenAnswer> {
        let own = Identity::SystemAssigned;
        check_selector(&self.source, &own)?;
        let store = self.own_store.get_or_init(|| token_store(store_key(&self.source, &own, self.skip_identity_check)));
        self.token_of(&own, store, request, None, call).await
    }

    /// Returns a token from the cache or the source. If a service `refused` a token, returns the one that has replaced
    /// it in the cache, or else requests a new one that skips the platform's own cache if possible.
    ///
    /// # Errors
    /// Any error of an identity endpoint; `InvalidResource`, `InvalidClaims`, `WrongIdentity`.
    pub async fn token(
        &self,
        request: &TokenRequest,
        refused: Option<&Arc<Token>>,
        call: &Call,
    ) -> Result<TokenAnswer> {
        self.token_of(&self.asked, &self.store, request, refused, call).await
    }

    /// Returns the cached token for that audience without waiting or allocating. If `None`, call [`Self::token`].
    pub fn cached_token(&self, resource: Option<&str>) -> Option<TokenAnswer> {
        let now = self.platform.now();
        let token = match audience::parse(resource).ok()? {
            Resource::Verbatim(resource) => self.store.peek(resource, now),
            Resource::Named(audience::ARM) => self.store.peek(&self.clouds.known()?.audience, now),
            Resource::Named(name) => self.store.peek(&audience::resolve(name, self.clouds.known()?).ok()?, now),
        }?;
        // A mismatch is reported by `token`, which can return an error.
        self.fits(&token, &self.asked).then_some(())?;
        Some(TokenAnswer { token, from_cache: true, same_as_before: false })
    }

    async fn token_of(
        &self,
        identity: &Identity,
        store: &Arc<TokenStore>,
        request: &TokenRequest,
        refused: Option<&Arc<Token>>,
        call: &Call,
    ) -> Result<TokenAnswer> {
        check_claims(request.claims.as_deref())?;
        let resource = match audience::parse(request.resource.as_deref())? {
            Resource::Verbatim(resource) => resource.to_owned(),
            Resource::Named(name) => audience::resolve(name, self.clouds.get(call).await?)?,
        };
        self.report_source(call);
        let now = self.platform.now();
        let is_replaced = |refused: &Arc<Token>| {
            store.drop_if_current(&resource, refused);
            store.held(&resource).is_some_and(|held| held.is_usable(now))
        };
        let is_gone = refused.is_some_and(|refused| !is_replaced(refused));
        let policy = if request.force_refresh || request.claims.is_some() || is_gone {
            CachePolicy::Bypass
        } else {
            CachePolicy::Use
        };
        let held = store
            .get(&resource, policy, now, call, |events, held| {
                let unwanted = refused.cloned().or(held);
                self.fetch(identity.clone(), resource.clone(), policy, events, unwanted)
            })
            .await?;
        if held.from_cache {
            if !self.fits(&held.token, identity) {
                store.drop_if_current(&resource, &held.token);
                let what = format!(
                    "The cached token belongs to an identity other than {}.",
                    self.source.protocol.effective_identity(identity).describe()
                );
                return Err(wrong_identity(&what, self.source.kind));
            }
            call.emit(Event::CacheHit { resource });
        }
        self.warn_once(&held.token, call);
        let before = refused.or(held.before.as_ref());
        let same_as_before =
            policy == CachePolicy::Bypass && before.is_some_and(|before| before.secret() == held.token.secret());
        if same_as_before {
            call.emit(Event::Warning { text: "The platform answered with the same token as before: it keeps tokens for up to a day, and what changed at Azure shows only in a new one.".to_owned() });
        }
        Ok(TokenAnswer { token: held.token, from_cache: held.from_cache, same_as_before })
    }

    /// Whether a cached token belongs to that identity. The token was checked when it arrived; it is checked again
    /// because other clients share the store.
    pub fn fits(&self, token: &Token, asked: &Identity) -> bool {
        let identity = self.source.protocol.effective_identity(asked);
        let contradicts = |check: &IdentityMatch| matches!(check, IdentityMatch::Contradiction(_));
        self.skip_identity_check
            || !(contradicts(&token.check) || contradicts(&identity.check(&token.claims, &EchoedIds::default())))
    }

    /// Drops exactly this token, which a service refused, so that the next call requests a new one. Returns whether it
    /// was cached. A newer token stays.
    pub fn drop_if_current(&self, token: &Token) -> bool {
        let drop_from = |store: &Arc<TokenStore>| store.drop_if_current(&token.resource, token);
        let own = self.own_store.get().is_some_and(drop_from);
        drop_from(&self.store) || own
    }

    /// Requests a token. The future may outlive the call that started it, so it owns its data, except the store: the
    /// store is dropped with its last client, which ends the request.
    fn fetch(
        &self,
        identity: Identity,
        resource: String,
        policy: CachePolicy,
        events: EventSink,
        unwanted: Option<Arc<Token>>,
    ) -> impl Future<Output = Result<Token>> + Send + 'static {
        let (source, platform) = (Arc::clone(&self.source), Arc::clone(&self.platform));
        let skip_check = self.skip_identity_check;
        let only_workload_identity = self.workload_identity;
        let cloud_known = self.clouds.is_known();
        async move {
            let fresh = policy == CachePolicy::Bypass;
            let query = TokenQuery {
                identity: &identity,
                resource: &resource,
                bypass_cache: fresh,
                cloud_known,
                unwanted: unwanted.as_deref(),
            };
            let mut answer = source.fetch(&query, &platform, &events).await;
            if !fresh && answer.as_ref().is_err_and(|error| error.code() == Code::ExpiredToken) {
                events(Event::Notice {
                    text: "The platform's own cache answered with a token about to end; asking it for a new one."
                        .to_owned(),
                });
                let again = TokenQuery { bypass_cache: true, ..query };
                answer = source.fetch(&again, &platform, &events).await;
            }
            let token = answer.map_err(|error| {
                if only_workload_identity && error.code() == Code::NoIdentityEndpoint {
                    workload_identity_only()
                } else {
                    error.with_source(source.kind)
                }
            })?;
            match &token.check {
                // Refused here, so that the token never gets into the cache.
                IdentityMatch::Contradiction(text) if !skip_check => Err(wrong_identity(text, source.kind)),
                _ => Ok(token),
            }
        }
    }

    /// Reports once per client which source is used, and why.
    fn report_source(&self, call: &Call) {
        if first(&self.warned.source) {
            let source = &self.source;
            call.emit(Event::SourceChosen {
                source: source.kind,
                endpoint: url_text::loggable(&source.endpoint),
                why: source.why.clone(),
            });
        }
    }

    /// Reports, once per client, what the user should know about an accepted token.
    fn warn_once(&self, token: &Token, call: &Call) {
        if self.source.kind == SourceKind::Vm && self.workload_identity && first(&self.warned.node) {
            call.emit(Event::Warning { text: "This pod is set up for AKS workload identity (AZURE_FEDERATED_TOKEN_FILE), which is not used here: the token is one of its node's identities, which every pod on that node can get.".to_owned() });
        }
        if token.claims.emulated && first(&self.warned.emulated) {
            call.emit(Event::Warning {
                text: "The tokens are an emulator's: they work nowhere else, and never leave this machine.".to_owned(),
            });
        }
        if token.check == IdentityMatch::Unknown && first(&self.warned.unverified) {
            call.emit(Event::Notice { text: "Neither the token nor the answer says which identity it is; it's assumed to be the one you asked for.".to_owned() });
        }
    }
}

fn store_key(source: &Source, identity: &Identity, skip_identity_check: bool) -> StoreKey {
    StoreKey {
        endpoint: source.endpoint.to_string(),
        source: source.kind,
        identity: source.protocol.effective_identity(identity).normalized(),
        platform: source.protocol.fingerprint(),
        checked: !skip_identity_check,
    }
}

fn wrong_identity(what: &str, source: SourceKind) -> Error {
    Error::new(Code::WrongIdentity, format!("{what} The token was dropped."))
        .hint("Assign the identity to this machine, or ask for the one that is. In PowerShell, Connect-ManagedIdentity -SkipIdentityCheck takes whatever answers.")
        .with_source(source)
}

fn workload_identity_only() -> Error {
    Error::new(Code::WorkloadIdentityOnly, "Only the variables of AKS workload identity are set, and that isn't a managed-identity protocol.")
        .hint("Use a client for workload identity (Connect-AzAccount -FederatedToken, azure-identity), or give the pod a managed identity's endpoint.")
}

fn check_claims(claims: Option<&str>) -> Result<()> {
    match claims.map(serde_json::from_str::<serde_json::Value>) {
        None | Some(Ok(serde_json::Value::Object(_))) => Ok(()),
        Some(_) => Err(Error::new(Code::InvalidClaims, "The claims are not a JSON object.")
            .hint("Pass the claims of the challenge decoded from Base64, such as {\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\"1700000000\"}}}.")),
    }
}

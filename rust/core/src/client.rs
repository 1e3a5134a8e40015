//! The client: one identity of this machine, its tokens, and what Resource Manager says with them.

mod machine;
mod tokens;

use crate::arm::client::ArmClient;
use crate::arm::vm::{self, RememberedNames, Target, VmIdentity, VmPrincipal, VmQuery};
use crate::audience::{self, Resource};
use crate::cache::TokenStore;
use crate::call::Call;
use crate::cloud::{self, Cloud, Environment};
use crate::credential::{self, StoreKey};
use crate::env::Env;
use crate::error::Result;
use crate::http::remote::Remote;
use crate::identity::{Check, Identity, IdentityType};
use crate::ids::ResourceId;
use crate::source::{Source, detect};
use crate::source_kind::SourceKind;
use crate::token::{Token, TokenAnswer, TokenRequest};
use crate::url_text;
use crate::world::{ThisMachine, World};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

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

/// What a client is connected to.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The source that answered.
    pub source: SourceKind,
    /// Which rule chose it.
    pub source_reason: String,
    /// Where tokens are asked for.
    pub endpoint: String,
    /// What kind of identity answered.
    pub identity_type: IdentityType,
    /// Whether token or answer confirm the identity that was asked for.
    pub identity_verified: bool,
    /// Whether the tokens are an emulator's.
    pub emulated: bool,
    /// Object id of the identity.
    pub principal_id: Option<String>,
    /// Its application id.
    pub client_id: Option<String>,
    /// Its tenant.
    pub tenant_id: Option<String>,
    /// ARM id of the resource the identity belongs to.
    pub identity_resource_id: Option<String>,
    /// Name of the cloud.
    pub environment: String,
    /// The subscription chosen, or this machine's own.
    pub subscription_id: Option<String>,
    /// This machine's resource group.
    pub resource_group: Option<String>,
    /// This machine's name in Azure.
    pub vm_name: Option<String>,
    /// This machine's unique id.
    pub vm_id: Option<String>,
}

/// One identity of this machine. Cheap to clone; usable from any thread.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    options: ClientOptions,
    /// The identity that is really asked for.
    identity: Identity,
    environment: Option<Environment>,
    source: Arc<Source>,
    world: Arc<dyn World>,
    remote: Remote,
    store: Arc<TokenStore>,
    cloud: tokio::sync::OnceCell<Cloud>,
    /// What is gone on with while nobody can say which cloud this is.
    fallback: OnceLock<Cloud>,
    /// The store of the machine's own identity, when this client asks for another one.
    own_store: OnceLock<Arc<TokenStore>>,
    names: RememberedNames,
    told: Told,
}

/// What was said already, once for each client.
#[derive(Default)]
struct Told {
    source: AtomicBool,
    emulated: AtomicBool,
    unverified: AtomicBool,
    node: AtomicBool,
}

impl Told {
    fn first(flag: &AtomicBool) -> bool {
        !flag.swap(true, Ordering::Relaxed)
    }
}

impl Client {
    /// Checks the options and finds the source; sends nothing.
    ///
    /// # Errors
    /// Every failure that can be told without a request.
    pub fn new(options: ClientOptions) -> Result<Self> {
        Self::in_world(options, ThisMachine::shared())
    }

    /// As [`Client::new`], on a machine that tests make up.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn in_world(options: ClientOptions, world: Arc<dyn World>) -> Result<Self> {
        if let Some(id) = &options.subscription_id {
            vm::check_subscription(id)?;
        }
        let environment =
            match (&options.environment, options.env.get("AZMI_ENVIRONMENT")) {
                (Some(named), _) => Some(cloud::parse(named)?),
                (None, Some(named)) => Some(cloud::parse(named).map_err(|error| {
                    error.led_by("The variable AZMI_ENVIRONMENT can't be used:")
                })?),
                (None, None) => None,
            };
        let source = Arc::new(detect::detect(
            &options.env,
            &*world,
            options.source,
            &options.identity,
        )?);
        let store = credential::token_store(store_key(&source, &options.identity, &options));
        let remote = Remote::new(options.env.clone(), Arc::clone(&world));
        Ok(Self(Arc::new(Inner {
            identity: source.protocol.effective_identity(&options.identity),
            environment,
            source,
            remote,
            store,
            world,
            options,
            cloud: tokio::sync::OnceCell::new(),
            fallback: OnceLock::new(),
            own_store: OnceLock::new(),
            names: RememberedNames::default(),
            told: Told::default(),
        })))
    }

    /// Signs in: gets a token for Resource Manager and says whose it is and where this machine stands.
    ///
    /// # Errors
    /// Every failure of an identity endpoint; `WrongIdentity`.
    pub async fn connect(&self, call: &Call) -> Result<Connection> {
        let (environment, request) = self.cloud_for_claims(call).await?;
        // Beside each other: the one is optional and must not delay the other.
        let (answer, instance) = tokio::try_join!(self.token(&request, call), self.instance(call))?;
        let instance = instance.clone();
        let claims = answer.token.claims();
        let own_id = claims
            .identity_resource_id
            .as_deref()
            .and_then(ResourceId::parse)
            .filter(ResourceId::is_machine);
        let from_id = |part: fn(&ResourceId) -> Option<String>| own_id.as_ref().and_then(part);
        let options = &self.0.options;
        Ok(Connection {
            source: self.0.source.kind,
            source_reason: self.0.source.why.clone(),
            endpoint: url_text::loggable(&self.0.source.endpoint),
            identity_type: identity_type(self.0.source.kind, &answer.token),
            identity_verified: *answer.token.check() == Check::Verified,
            emulated: answer.token.emulated(),
            principal_id: claims.principal_id.clone(),
            client_id: claims.client_id.clone(),
            tenant_id: claims.tenant_id.clone(),
            identity_resource_id: claims.identity_resource_id.clone(),
            environment,
            subscription_id: options
                .subscription_id
                .clone()
                .or(instance.subscription_id)
                .or_else(|| from_id(|id| Some(id.subscription().to_owned()))),
            resource_group: instance
                .resource_group_name
                .or_else(|| from_id(|id| id.resource_group().map(str::to_owned))),
            vm_name: instance
                .name
                .or_else(|| from_id(|id| Some(id.name().to_owned()))),
            vm_id: instance.vm_id,
        })
    }

    pub(crate) fn source(&self) -> &Source {
        &self.0.source
    }

    pub(crate) fn remote(&self) -> &Remote {
        &self.0.remote
    }

    pub(crate) fn world(&self) -> &dyn World {
        &*self.0.world
    }

    /// A token, from the cache or from the source.
    ///
    /// # Errors
    /// Every failure of an identity endpoint; `InvalidResource`, `InvalidClaims`, `WrongIdentity`.
    pub async fn token(&self, request: &TokenRequest, call: &Call) -> Result<TokenAnswer> {
        self.token_from(&self.0.store, &self.0.options.identity, request, call)
            .await
    }

    /// The token for that audience from the cache, without any wait and without allocating; `None`: ask with
    /// [`Client::token`].
    #[must_use]
    pub fn cached_token(&self, resource: Option<&str>) -> Option<TokenAnswer> {
        let now = self.0.world.now();
        let token = match audience::parse(resource).ok()? {
            Resource::Verbatim(resource) => self.0.store.peek(resource, now),
            Resource::Named(audience::ARM) => self.0.store.peek(&self.0.cloud.get()?.audience, now),
            Resource::Named(name) => self
                .0
                .store
                .peek(&audience::resolve(name, self.0.cloud.get()?).ok()?, now),
        }?;
        // What contradicts is told by the way that can fail.
        self.fits(&token, &self.0.identity).then_some(())?;
        Some(TokenAnswer {
            token,
            from_cache: true,
            same_as_before: false,
        })
    }

    /// The principal id of a machine; with an empty query, of this one, from the claims of its own token.
    ///
    /// # Errors
    /// Those of [`Client::token`] and of Resource Manager; `VmNotFound`, `AmbiguousName`, `SystemAssignedNotEnabled`,
    /// `UserAssignedNotFound`, `NotAVirtualMachine`.
    pub async fn vm_principal(&self, query: &VmQuery, call: &Call) -> Result<VmPrincipal> {
        if let (Target::This, None) = (query.target()?, &query.identity_name) {
            return self.own_principal(call).await;
        }
        let (arm, found) = self.find_vm(query, call).await?;
        vm::principal(&arm, found, query.identity_name.as_deref()).await
    }

    /// All identities of a machine, as Resource Manager tells them; with an empty query, of this one.
    ///
    /// The query's `identity_name` is checked and has no further meaning here.
    ///
    /// # Errors
    /// Those of [`Client::token`] and of Resource Manager; `VmNotFound`, `AmbiguousName`, `NotAVirtualMachine`.
    pub async fn vm_identity(&self, query: &VmQuery, call: &Call) -> Result<VmIdentity> {
        let (arm, found) = self.find_vm(query, call).await?;
        vm::filled(&arm, found).await
    }

    async fn find_vm<'a>(
        &'a self,
        query: &VmQuery,
        call: &'a Call,
    ) -> Result<(ArmClient<'a>, vm::Found)> {
        let target = match query.target()? {
            Target::This => Target::Id(self.own_id(call).await?),
            other => other,
        };
        let cloud = self.cloud(call).await?;
        let own = match (&target, &self.0.options.subscription_id) {
            (
                Target::Name {
                    subscription: None, ..
                },
                None,
            ) => self.own_subscription(call).await?,
            (_, chosen) => chosen.clone(),
        };
        let arm = ArmClient {
            client: self,
            cloud,
            call,
        };
        let found = vm::find(&arm, &self.0.names, &target, own.as_deref()).await?;
        Ok((arm, found))
    }

    pub(crate) fn chosen_subscription(&self) -> Option<&str> {
        self.0.options.subscription_id.as_deref()
    }
}

fn store_key(source: &Source, identity: &Identity, options: &ClientOptions) -> StoreKey {
    StoreKey {
        endpoint: source.endpoint.to_string(),
        source: source.kind,
        identity: source.protocol.effective_identity(identity).normalized(),
        platform: source.protocol.mark(),
        checked: !options.skip_identity_check,
    }
}

fn identity_type(source: SourceKind, token: &Token) -> IdentityType {
    if source == SourceKind::CloudShell {
        return IdentityType::User;
    }
    match token
        .claims()
        .identity_resource_id
        .as_deref()
        .and_then(ResourceId::parse)
    {
        Some(id) if id.is_user_assigned_identity() => IdentityType::UserAssigned,
        Some(_) => IdentityType::SystemAssigned,
        None => IdentityType::Unknown,
    }
}

#[cfg(test)]
mod tests;

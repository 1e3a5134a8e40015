//! The client: one identity of this machine, its tokens, and what Resource Manager says with them.

use crate::arm::client::{ArmClient, describe_cloud};
use crate::arm::vm::{self, Target, VmPrincipal, VmQuery};
use crate::audience::{self, Resource};
use crate::cache::{Read, TokenStore};
use crate::call::{Call, EventSink};
use crate::cloud::{self, Cloud, Environment};
use crate::env::Env;
use crate::error::{Code, Error, Result, Status};
use crate::event::Event;
use crate::http::remote::Remote;
use crate::identity::{Check, Identity, IdentityType};
use crate::ids::ResourceId;
use crate::instance::{self, InstanceMetadata};
use crate::shared::{self, StoreKey};
use crate::source::{Ask, Source, SourceKind, detect};
use crate::token::{Token, TokenAnswer, TokenRequest};
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
    environment: Option<Environment>,
    source: Arc<Source>,
    world: Arc<dyn World>,
    remote: Remote,
    store: Arc<TokenStore>,
    cloud: tokio::sync::OnceCell<Cloud>,
    /// The store of the machine's own identity, when this client asks for another one.
    own_store: OnceLock<Arc<TokenStore>>,
    told: AtomicBool,
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
        let named = options
            .environment
            .as_deref()
            .or_else(|| options.env.get("AZMI_ENVIRONMENT"));
        let environment = named.map(cloud::parse).transpose()?;
        let source = Arc::new(detect::detect(&options.env, options.source)?);
        let store = shared::token_store(store_key(&source, &options.identity));
        let remote = Remote::new(options.env.clone(), Arc::clone(&world));
        Ok(Self(Arc::new(Inner {
            environment,
            source,
            remote,
            store,
            world,
            options,
            cloud: tokio::sync::OnceCell::new(),
            own_store: OnceLock::new(),
            told: AtomicBool::new(false),
        })))
    }

    /// Signs in: gets a token for Resource Manager and says whose it is and where this machine stands.
    ///
    /// # Errors
    /// Every failure of an identity endpoint; `WrongIdentity`.
    pub async fn connect(&self, call: &Call) -> Result<Connection> {
        let answer = self.token(&TokenRequest::default(), call).await?;
        let cloud = self.cloud(call).await?;
        let instance = self.instance(call).await?;
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
            endpoint: self.0.source.endpoint.to_string(),
            identity_type: identity_type(self.0.source.kind, &answer.token),
            identity_verified: *answer.token.check() == Check::Verified,
            emulated: answer.token.emulated(),
            principal_id: claims.principal_id.clone(),
            client_id: claims.client_id.clone(),
            tenant_id: claims.tenant_id.clone(),
            identity_resource_id: claims.identity_resource_id.clone(),
            environment: cloud.name.clone(),
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

    /// A token, from the cache or from the source.
    ///
    /// # Errors
    /// Every failure of an identity endpoint; `InvalidResource`, `InvalidClaims`, `WrongIdentity`.
    pub async fn token(&self, request: &TokenRequest, call: &Call) -> Result<TokenAnswer> {
        self.token_from(&self.0.store, &self.0.options.identity, request, call)
            .await
    }

    /// A token from the cache, without any wait; `None`: ask with [`Client::token`].
    #[must_use]
    pub fn cached_token(&self, request: &TokenRequest) -> Option<TokenAnswer> {
        if request.force_refresh || request.claims.is_some() {
            return None;
        }
        let token = match audience::parse(request.resource.as_deref()).ok()? {
            Resource::Verbatim(resource) => self.0.store.peek(&resource, self.0.world.now()),
            Resource::Named(audience::ARM) => self
                .0
                .store
                .peek(&self.0.cloud.get()?.audience, self.0.world.now()),
            Resource::Named(name) => self.0.store.peek(
                &audience::resolve(name, self.0.cloud.get()?).ok()?,
                self.0.world.now(),
            ),
        }?;
        self.accept(&token).ok()?;
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
        let target = match (query.target()?, &query.identity_name) {
            (Target::This, None) => return self.own_principal(call).await,
            (Target::This, Some(_)) => Target::Id(self.own_id(call).await?),
            (other, _) => other,
        };
        let answer = self.token(&TokenRequest::default(), call).await?;
        let cloud = self.cloud(call).await?;
        let own = match (&target, &self.0.options.subscription_id) {
            (
                Target::Name {
                    subscription: None, ..
                },
                None,
            ) => self.own_subscription(call, &answer.token).await?,
            (_, chosen) => chosen.clone(),
        };
        let arm = ArmClient {
            remote: &self.0.remote,
            world: &*self.0.world,
            cloud,
            token: answer.token,
            call,
        };
        vm::principal(
            &arm,
            &target,
            query.identity_name.as_deref(),
            own.as_deref(),
        )
        .await
    }

    async fn token_from(
        &self,
        store: &Arc<TokenStore>,
        identity: &Identity,
        request: &TokenRequest,
        call: &Call,
    ) -> Result<TokenAnswer> {
        check_claims(request.claims.as_deref())?;
        let resource = match audience::parse(request.resource.as_deref())? {
            Resource::Verbatim(resource) => resource,
            Resource::Named(name) => audience::resolve(name, self.cloud(call).await?)?,
        };
        self.tell_source(call);
        let read = if request.force_refresh || request.claims.is_some() {
            Read::Fresh
        } else {
            Read::Cached
        };
        let held = store
            .get(&resource, read, self.0.world.now(), call, |events| {
                self.fetch(identity.clone(), resource.clone(), read, events)
            })
            .await?;
        if held.from_cache {
            call.emit(Event::CacheHit { resource });
        }
        self.accept(&held.token)?;
        let same_as_before = read == Read::Fresh
            && held
                .before
                .is_some_and(|before| before.secret() == held.token.secret());
        if same_as_before {
            call.emit(Event::Warning { text: "The platform answered with the same token as before: it keeps tokens for up to a day, and what changed at Azure shows only in a new one.".to_owned() });
        }
        Ok(TokenAnswer {
            token: held.token,
            from_cache: held.from_cache,
            same_as_before,
        })
    }

    /// The work of one flight. It outlives the call that started it, so it owns what it needs.
    fn fetch(
        &self,
        identity: Identity,
        resource: String,
        read: Read,
        events: EventSink,
    ) -> impl Future<Output = Result<Token>> + Send + 'static {
        let (source, world) = (Arc::clone(&self.0.source), Arc::clone(&self.0.world));
        async move {
            let ask = Ask {
                identity: &identity,
                resource: &resource,
                bypass_cache: read == Read::Fresh,
            };
            source.fetch(&ask, &*world, &events).await
        }
    }

    /// Checks a token against the identity asked for, and says where only the user can judge.
    fn accept(&self, token: &Token) -> Result<()> {
        match token.check() {
            Check::Contradiction(text) if !self.0.options.skip_identity_check => {
                Err(Error::new(Code::WrongIdentity, format!("{text} The token was dropped."))
                    .hint("Assign the identity to this machine, or ask for the one that is. -SkipIdentityCheck takes whatever answers.")
                    .with_source(self.0.source.kind))
            }
            _ => Ok(()),
        }
    }

    /// Says once per client which source is asked, and why.
    fn tell_source(&self, call: &Call) {
        if !self.0.told.swap(true, Ordering::Relaxed) {
            let source = &self.0.source;
            call.emit(Event::SourceChosen {
                source: source.kind,
                endpoint: source.endpoint.to_string(),
                why: source.why.clone(),
            });
        }
    }

    /// The cloud: as named, else as the machine says, else the public one.
    async fn cloud(&self, call: &Call) -> Result<&Cloud> {
        let find = async {
            match &self.0.environment {
                Some(Environment::Known(cloud)) => Ok(cloud.clone()),
                Some(Environment::Endpoint(arm)) => {
                    describe_cloud(&self.0.remote, &*self.0.world, arm, call).await
                }
                None => self.cloud_of_machine(call).await,
            }
        };
        self.0.cloud.get_or_try_init(|| find).await
    }

    async fn cloud_of_machine(&self, call: &Call) -> Result<Cloud> {
        let Some(name) = self.instance(call).await?.az_environment else {
            return Ok(cloud::public());
        };
        cloud::by_name(&name).ok_or_else(|| {
            Error::new(Code::InvalidEnvironment, format!("This machine is in the cloud '{}', whose Resource Manager endpoint is not built in.", name.escape_default()))
                .hint("Name its endpoint: -Environment https://management.<region>.<domain>, or the variable AZMI_ENVIRONMENT.")
        })
    }

    /// What the machine says of itself; nothing where the source has no such document, or it can't be read though the
    /// endpoint answers.
    async fn instance(&self, call: &Call) -> Result<InstanceMetadata> {
        if self.0.source.kind != SourceKind::Vm {
            return Ok(InstanceMetadata::default());
        }
        let events: EventSink = {
            let call = call.clone();
            Arc::new(move |event| call.emit(event))
        };
        let read = async {
            let fetch = || async {
                instance::fetch(
                    &self.0.source.endpoint,
                    &self.0.source.exchange(&*self.0.world, &events),
                )
                .await
            };
            self.0
                .source
                .state
                .instance
                .get_or_try_init(fetch)
                .await
                .cloned()
        };
        match call.run("reading the instance metadata", read).await {
            Err(error)
                if error.http_status().is_some() || error.status() == Status::BadResponse =>
            {
                call.emit(Event::Notice {
                    text: format!("Going on without the instance metadata: {error}"),
                });
                Ok(InstanceMetadata::default())
            }
            other => other,
        }
    }

    async fn own_subscription(&self, call: &Call, token: &Token) -> Result<Option<String>> {
        let own = self.instance(call).await?.subscription_id;
        Ok(own.or_else(|| {
            let id = token
                .claims()
                .identity_resource_id
                .as_deref()
                .and_then(ResourceId::parse)?;
            Some(id.subscription().to_owned())
        }))
    }

    /// ARM id of this machine, for what only Resource Manager knows of it.
    async fn own_id(&self, call: &Call) -> Result<ResourceId> {
        if let Some(id) = self
            .instance(call)
            .await?
            .resource_id
            .as_deref()
            .and_then(ResourceId::parse)
        {
            return Ok(id);
        }
        let id = self.own_principal(call).await?.resource_id;
        ResourceId::parse(&id).ok_or_else(|| {
            Error::new(Code::Internal, "This machine's id can't be read.")
                .hint("Give -ResourceId, and please report it.")
        })
    }

    /// The principal of this machine's system-assigned identity, whichever identity this client uses.
    async fn own_principal(&self, call: &Call) -> Result<VmPrincipal> {
        let store = self.0.own_store.get_or_init(|| {
            shared::token_store(store_key(&self.0.source, &Identity::SystemAssigned))
        });
        let answer = self
            .token_from(
                store,
                &Identity::SystemAssigned,
                &TokenRequest::default(),
                call,
            )
            .await
            .map_err(explain_missing)?;
        let claims = answer.token.claims();
        let Some(resource) = claims.identity_resource_id.as_deref() else {
            return Err(not_a_machine(
                "The token does not say which resource its identity belongs to.",
            ));
        };
        let id = ResourceId::parse(resource);
        if id
            .as_ref()
            .is_some_and(ResourceId::is_user_assigned_identity)
        {
            let name = id.map(|id| id.name().to_owned()).unwrap_or_default();
            return Err(Error::new(Code::SystemAssignedNotEnabled, format!("This machine has no system-assigned identity: the user-assigned identity '{name}' ({resource}) answered in its place."))
                .hint(format!("Switch it on (portal > the VM > Identity > System assigned: On, or 'az vm identity assign -g <group> -n <vm>'), or name the other one: -IdentityName {name} (--identity-name).")));
        }
        if !id.is_some_and(|id| id.is_machine()) {
            return Err(not_a_machine(&format!(
                "The identity that answered belongs to {resource}."
            )));
        }
        let principal_id = claims
            .principal_id
            .clone()
            .ok_or_else(|| not_a_machine("The token holds no object id."))?;
        Ok(VmPrincipal {
            identity_type: IdentityType::SystemAssigned,
            principal_id,
            client_id: claims.client_id.clone(),
            tenant_id: claims.tenant_id.clone(),
            resource_id: resource.to_owned(),
        })
    }
}

fn store_key(source: &Source, identity: &Identity) -> StoreKey {
    StoreKey {
        endpoint: source.endpoint.to_string(),
        source: source.kind,
        identity: identity.normalized(),
    }
}

fn check_claims(claims: Option<&str>) -> Result<()> {
    match claims.map(serde_json::from_str::<serde_json::Value>) {
        None | Some(Ok(serde_json::Value::Object(_))) => Ok(()),
        Some(_) => Err(Error::new(Code::InvalidClaims, "The claims are not a JSON object.")
            .hint("Pass the claims of the challenge decoded from Base64, such as {\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\"1700000000\"}}}.")),
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

/// Without a selector, "not assigned" and "several, none named" both mean that the machine has no identity of its own.
fn explain_missing(error: Error) -> Error {
    if !matches!(
        error.code(),
        Code::IdentityNotAssigned | Code::MultipleIdentities
    ) {
        return error;
    }
    let message = match error.code() {
        Code::MultipleIdentities => {
            "This machine has no system-assigned identity, only several user-assigned ones."
        }
        _ => "This machine has no system-assigned identity.",
    };
    let mut told = Error::new(Code::SystemAssignedNotEnabled, format!("{message} {}", error.message()))
        .hint("Switch it on: portal > the VM > Identity > System assigned: On, or 'az vm identity assign -g <group> -n <vm>'; or name one of the others: -IdentityName (--identity-name).")
        .with_service_code(error.service_code().map(str::to_owned))
        .with_request_id(error.request_id().map(str::to_owned));
    if let Some(status) = error.http_status() {
        told = told.with_http_status(status);
    }
    error
        .source_kind()
        .into_iter()
        .fold(told, Error::with_source)
}

fn not_a_machine(what: &str) -> Error {
    Error::new(Code::NotAVirtualMachine, format!("This is not the identity of a machine. {what}"))
        .hint("On a machine that also runs an agent with an identity of its own (an Automation worker), choose the machine's: -Source Vm (--source vm). Any other VM is asked for by name.")
}

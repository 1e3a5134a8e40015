//! What a client knows of the machine it runs on: its cloud, its own ids, and its own identity.

use super::{Client, store_key};
use crate::arm::client::describe_cloud;
use crate::arm::vm::VmPrincipal;
use crate::call::{Call, EventSink};
use crate::cloud::{self, Cloud, Environment};
use crate::credential;
use crate::env::leftover;
use crate::error::{Code, Error, Result, quote};
use crate::event::Event;
use crate::http::local::LocalFailure;
use crate::identity::{Identity, IdentityType};
use crate::ids::{ResourceId, advisable_name};
use crate::instance::{InstanceMetadata, Look};
use crate::source;
use crate::source_kind::SourceKind;
use crate::token::TokenRequest;
use crate::trust;
use std::sync::Arc;
use url::Url;

impl Client {
    /// The cloud: as named, else as the machine says, else the public one.
    pub(crate) async fn cloud(&self, call: &Call) -> Result<&Cloud> {
        // What is rarely done is boxed: it would make the future of every call, which lies on its caller's stack, ten
        // times as large.
        match self.0.cloud.get() {
            Some(known) => Ok(known),
            None => Box::pin(self.learn_cloud(call)).await,
        }
    }

    async fn learn_cloud(&self, call: &Call) -> Result<&Cloud> {
        let is_named = self.0.environment.is_some() || self.cloud_by_variables().is_some();
        if !is_named && matches!(self.look(call).await?, Look::NotNow) {
            // Good for this call; the next one may learn more.
            return Ok(self.0.fallback.get_or_init(cloud::public));
        }
        self.0.cloud.get_or_try_init(|| self.find_cloud(call)).await
    }

    /// Whether the user, the platform or the machine says which cloud this is.
    pub(super) fn is_cloud_known(&self) -> bool {
        let instance = self.0.source.state.instance.found();
        self.0.environment.is_some()
            || self.cloud_by_variables().is_some()
            || instance
                .and_then(|known| known.az_environment.as_deref())
                .is_some_and(|name| cloud::named(name).is_some())
    }

    fn cloud_by_variables(&self) -> Option<(Environment, &'static str)> {
        cloud::variables::cloud_of(&self.0.options.env)
    }

    async fn find_cloud(&self, call: &Call) -> Result<Cloud> {
        match &self.0.environment {
            Some(environment) => {
                let described = self.describe(environment, call).await;
                described.map_err(|error| self.explain_environment(error, environment))
            }
            None => self.cloud_of_machine(call).await,
        }
    }

    /// Names the variable that led to a Resource Manager which can't be asked.
    fn explain_environment(&self, error: Error, environment: &Environment) -> Error {
        if self.0.options.environment.is_some() {
            return error;
        }
        match environment {
            Environment::Endpoint(arm)
                if trust::is_loopback(arm) && error.code() == Code::ConnectionFailed =>
            {
                error
                    .followed_by(&leftover::cause("AZMI_ENVIRONMENT"))
                    .hint(leftover::REMEDY)
            }
            Environment::Endpoint(_)
                if matches!(
                    error.code(),
                    Code::NameNotResolved
                        | Code::ConnectionFailed
                        | Code::CertificateNotTrusted
                        | Code::BadResponse
                ) =>
            {
                error.followed_by("The address comes from the variable AZMI_ENVIRONMENT.")
            }
            _ => error,
        }
    }

    async fn describe(&self, environment: &Environment, call: &Call) -> Result<Cloud> {
        match environment {
            Environment::Known(cloud) => Ok(cloud.clone()),
            Environment::Endpoint(arm) => {
                describe_cloud(&self.0.remote, &*self.0.world, arm, call).await
            }
        }
    }

    /// The cloud as the machine's own document says, else as the platform's variables do.
    async fn cloud_of_machine(&self, call: &Call) -> Result<Cloud> {
        if let Some(name) = &self.instance(call).await?.az_environment {
            let environment = cloud::named(name).ok_or_else(|| {
                Error::new(Code::InvalidEnvironment, format!("This machine is in the cloud '{}', whose Resource Manager endpoint isn't known.", quote::quoted(name)))
                    .hint("Name its endpoint: -Environment https://management.<region>.<domain>, --environment, or the variable AZMI_ENVIRONMENT. Tokens for an audience that is given as a URI, and this machine's own ids, can be had without.")
            })?;
            return self.describe(&environment, call).await;
        }
        match self.cloud_by_variables() {
            Some((environment, variable)) => {
                let cloud = self.describe(&environment, call).await?;
                call.emit(Event::Notice {
                    text: format!("The cloud is {}, as {variable} says.", cloud.name),
                });
                Ok(cloud)
            }
            None => Ok(cloud::public()),
        }
    }

    /// The name of the cloud, and the audience of a token that is asked for only to see whose it is. A machine that names a cloud
    /// whose Resource Manager isn't known can have that too: of all audiences, the public one is the likeliest to be issued.
    pub(super) async fn cloud_for_claims(&self, call: &Call) -> Result<(String, TokenRequest)> {
        match self.cloud(call).await {
            Ok(cloud) => Ok((cloud.name.clone(), TokenRequest::default())),
            Err(error)
                if self.0.environment.is_none() && error.code() == Code::InvalidEnvironment =>
            {
                call.emit(Event::Warning {
                    text: format!(
                        "{} {}",
                        error.message(),
                        error.next_step().unwrap_or_default()
                    ),
                });
                let named = self.instance(call).await?.az_environment.as_deref();
                let request = TokenRequest {
                    resource: Some(cloud::public().audience),
                    ..TokenRequest::default()
                };
                Ok((quote::quoted(named.unwrap_or_default()), request))
            }
            Err(error) => Err(error),
        }
    }

    /// What the machine says of itself; nothing where it has no such document, or it isn't available.
    pub(super) async fn instance(&self, call: &Call) -> Result<&InstanceMetadata> {
        Ok(match self.look(call).await? {
            Look::Found(known) => known,
            Look::None | Look::NotNow => &InstanceMetadata::UNKNOWN,
        })
    }

    async fn look(&self, call: &Call) -> Result<Look<'_>> {
        let source = &self.0.source;
        if !matches!(source.kind, SourceKind::Vm | SourceKind::Arc) {
            return Ok(Look::None);
        }
        match source.state.instance.found() {
            Some(known) => Ok(Look::Found(known)),
            None => Box::pin(self.read_instance(call)).await,
        }
    }

    async fn read_instance(&self, call: &Call) -> Result<Look<'_>> {
        let events: EventSink = {
            let call = call.clone();
            Arc::new(move |event| call.emit(event))
        };
        let source = &self.0.source;
        let client = source.client(&self.0.world, &events);
        let read = source::instance::look(source, &client);
        call.run("reading the instance metadata", read).await
    }

    /// The subscription of this machine, as it says or as its identity's id does.
    pub(super) async fn own_subscription(&self, call: &Call) -> Result<Option<String>> {
        if let Some(own) = &self.instance(call).await?.subscription_id {
            return Ok(Some(own.clone()));
        }
        let (_, request) = self.cloud_for_claims(call).await?;
        let token = self.token(&request, call).await?.token;
        let id = token
            .claims()
            .identity_resource_id
            .as_deref()
            .and_then(ResourceId::parse);
        Ok(id.map(|id| id.subscription().to_owned()))
    }

    /// Why the endpoint can't be connected to, in the words a request would fail with.
    pub(crate) fn explain_unreachable(&self, failure: LocalFailure) -> Error {
        let events: EventSink = Arc::new(|_| {});
        self.0
            .source
            .client(&self.0.world, &events)
            .explain(&self.0.source.endpoint, failure)
    }

    /// The Resource Manager endpoint; the public one where nothing tells.
    pub(crate) async fn arm_endpoint(&self, call: &Call) -> Url {
        match &self.0.environment {
            Some(Environment::Endpoint(arm)) => arm.clone(),
            Some(Environment::Known(cloud)) => cloud.arm.clone(),
            None => self
                .cloud(call)
                .await
                .map_or_else(|_| cloud::public().arm, |cloud| cloud.arm.clone()),
        }
    }

    /// ARM id of the resource this process runs on, as the machine or its own identity tells.
    pub(crate) async fn own_resource_id(&self, call: &Call) -> Option<ResourceId> {
        self.own_id(call).await.ok()
    }

    /// ARM id of this machine, for what only Resource Manager knows of it.
    pub(super) async fn own_id(&self, call: &Call) -> Result<ResourceId> {
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
    pub(super) async fn own_principal(&self, call: &Call) -> Result<VmPrincipal> {
        let (_, request) = self.cloud_for_claims(call).await?;
        let store = self.0.own_store.get_or_init(|| {
            credential::token_store(store_key(
                &self.0.source,
                &Identity::SystemAssigned,
                &self.0.options,
            ))
        });
        let answer = self
            .token_from(store, &Identity::SystemAssigned, &request, call)
            .await
            .map_err(explain_missing)?;
        let claims = answer.token.claims();
        let Some(resource) = claims.identity_resource_id.as_deref() else {
            return Err(self
                .not_a_machine("The token does not say which resource its identity belongs to."));
        };
        let id = ResourceId::parse(resource);
        if id
            .as_ref()
            .is_some_and(ResourceId::is_user_assigned_identity)
        {
            let name = id.map(|id| id.name().to_owned()).unwrap_or_default();
            let choice = advisable_name(&name);
            return Err(Error::new(Code::SystemAssignedNotEnabled, format!("This machine has no system-assigned identity: the user-assigned identity '{name}' ({resource}) answered in its place."))
                .hint(format!("Switch it on (portal > the VM > Identity > System assigned: On, or 'az vm identity assign -g <group> -n <vm>'), or name the other one: -IdentityName {choice} (--identity-name)."))
                .with_source(self.0.source.kind));
        }
        if !id.is_some_and(|id| id.is_machine()) {
            return Err(self.not_a_machine(&format!(
                "The identity that answered belongs to {resource}."
            )));
        }
        let principal_id = claims
            .principal_id
            .clone()
            .ok_or_else(|| self.not_a_machine("The token holds no object id."))?;
        Ok(VmPrincipal {
            identity_type: IdentityType::SystemAssigned,
            principal_id,
            client_id: claims.client_id.clone(),
            tenant_id: claims.tenant_id.clone(),
            resource_id: resource.to_owned(),
        })
    }

    fn not_a_machine(&self, what: &str) -> Error {
        Error::new(Code::NotAVirtualMachine, format!("This is not the identity of a machine. {what}"))
            .hint("On a machine that also runs an agent with an identity of its own (an Automation worker), choose the machine's: -Source Vm (--source vm). Any other VM is asked for by name.")
            .with_source(self.0.source.kind)
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

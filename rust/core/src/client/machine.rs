//! What a client knows of the machine it runs on: its cloud, its own ids, and its own identity.

use super::{Client, store_key};
use crate::arm::client::describe_cloud;
use crate::arm::vm::VmPrincipal;
use crate::call::{Call, EventSink};
use crate::cloud::{self, Cloud, Environment};
use crate::error::{Code, Error, Result, Status};
use crate::event::Event;
use crate::http::local::LocalFailure;
use crate::identity::{Identity, IdentityType};
use crate::ids::ResourceId;
use crate::instance::{self, InstanceMetadata};
use crate::shared;
use crate::source::SourceKind;
use crate::token::TokenRequest;
use std::sync::Arc;
use url::Url;

impl Client {
    /// The cloud: as named, else as the machine says, else the public one.
    pub(crate) async fn cloud(&self, call: &Call) -> Result<&Cloud> {
        // What is rarely done is boxed: it would make the future of every call, which lies on its caller's stack, ten
        // times as large.
        match self.0.cloud.get() {
            Some(known) => Ok(known),
            None => Box::pin(self.0.cloud.get_or_try_init(|| self.find_cloud(call))).await,
        }
    }

    async fn find_cloud(&self, call: &Call) -> Result<Cloud> {
        match &self.0.environment {
            Some(Environment::Known(cloud)) => Ok(cloud.clone()),
            Some(Environment::Endpoint(arm)) => {
                describe_cloud(&self.0.remote, &*self.0.world, arm, call).await
            }
            None => self.cloud_of_machine(call).await,
        }
    }

    async fn cloud_of_machine(&self, call: &Call) -> Result<Cloud> {
        let Some(name) = &self.instance(call).await?.az_environment else {
            return Ok(cloud::public());
        };
        cloud::by_name(name).ok_or_else(|| {
            Error::new(Code::InvalidEnvironment, format!("This machine is in the cloud '{}', whose Resource Manager endpoint is not built in.", name.escape_default()))
                .hint("Name its endpoint: -Environment https://management.<region>.<domain>, or the variable AZMI_ENVIRONMENT.")
        })
    }

    /// What the machine says of itself; nothing where the source has no such document, or it can't be read though the
    /// endpoint answers.
    pub(super) async fn instance(&self, call: &Call) -> Result<&InstanceMetadata> {
        if self.0.source.kind != SourceKind::Vm {
            return Ok(&InstanceMetadata::UNKNOWN);
        }
        match self.0.source.state.instance.get() {
            Some(known) => Ok(known),
            None => Box::pin(self.read_instance(call)).await,
        }
    }

    async fn read_instance(&self, call: &Call) -> Result<&InstanceMetadata> {
        let events: EventSink = {
            let call = call.clone();
            Arc::new(move |event| call.emit(event))
        };
        let read = async {
            let fetch = || async {
                instance::fetch(
                    &self.0.source.endpoint,
                    &self.0.source.exchange(&self.0.world, &events),
                )
                .await
            };
            self.0.source.state.instance.get_or_try_init(fetch).await
        };
        match call.run("reading the instance metadata", read).await {
            Err(error)
                if error.http_status().is_some() || error.status() == Status::BadResponse =>
            {
                call.emit(Event::Notice {
                    text: format!("Going on without the instance metadata: {error}"),
                });
                Ok(&InstanceMetadata::UNKNOWN)
            }
            other => other,
        }
    }

    /// The subscription of this machine, as it says or as its identity's id does.
    pub(super) async fn own_subscription(&self, call: &Call) -> Result<Option<String>> {
        if let Some(own) = &self.instance(call).await?.subscription_id {
            return Ok(Some(own.clone()));
        }
        let token = self.token(&TokenRequest::default(), call).await?.token;
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
            .exchange(&self.0.world, &events)
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
        let store = self.0.own_store.get_or_init(|| {
            shared::token_store(store_key(
                &self.0.source,
                &Identity::SystemAssigned,
                &self.0.options,
            ))
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
            return Err(self
                .not_a_machine("The token does not say which resource its identity belongs to."));
        };
        let id = ResourceId::parse(resource);
        if id
            .as_ref()
            .is_some_and(ResourceId::is_user_assigned_identity)
        {
            let name = id.map(|id| id.name().to_owned()).unwrap_or_default();
            return Err(Error::new(Code::SystemAssignedNotEnabled, format!("This machine has no system-assigned identity: the user-assigned identity '{name}' ({resource}) answered in its place."))
                .hint(format!("Switch it on (portal > the VM > Identity > System assigned: On, or 'az vm identity assign -g <group> -n <vm>'), or name the other one: -IdentityName {name} (--identity-name)."))
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

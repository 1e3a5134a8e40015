//! Signing in: describes the identity and this machine.

use super::Client;
use crate::call::Call;
use crate::cloud;
use crate::error::{Code, Result, quote};
use crate::event::Event;
use crate::identity::{IdentityMatch, IdentityType};
use crate::ids::ResourceId;
use crate::source_kind::SourceKind;
use crate::token::{Token, TokenRequest};
use crate::url_text;

/// The result of signing in.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The source of the token.
    pub source: SourceKind,
    /// The rule that chose the source.
    pub source_reason: String,
    /// The endpoint for token requests.
    pub endpoint: String,
    /// The type of the identity.
    pub identity_type: IdentityType,
    /// Whether the token or the response confirms that this is the requested identity.
    pub identity_verified: bool,
    /// Whether the tokens are issued by an emulator.
    pub emulated: bool,
    /// The object id of the identity.
    pub principal_id: Option<String>,
    /// Its application id.
    pub client_id: Option<String>,
    /// Its tenant.
    pub tenant_id: Option<String>,
    /// The ARM id of the resource that the identity belongs to.
    pub identity_resource_id: Option<String>,
    /// The name of the cloud.
    pub environment: String,
    /// The selected subscription, or this machine's own.
    pub subscription_id: Option<String>,
    /// This machine's resource group.
    pub resource_group: Option<String>,
    /// This machine's name in Azure.
    pub vm_name: Option<String>,
    /// This machine's unique id.
    pub vm_id: Option<String>,
}

impl Client {
    /// Signs in: gets a token for Resource Manager and describes its identity and this machine.
    ///
    /// # Errors
    /// Every error of an identity endpoint; `WrongIdentity`.
    pub async fn connect(&self, call: &Call) -> Result<Connection> {
        let (environment, request) = self.cloud_for_claims(call).await?;
        // Concurrently: the instance metadata is optional and must not delay the token.
        let (answer, instance) = tokio::try_join!(self.token(&request, call), self.clouds().instance(call))?;
        let instance = instance.cloned().unwrap_or_default();
        let claims = &answer.token.claims;
        let own_id = claims.identity_resource_id.as_deref().and_then(ResourceId::parse).filter(ResourceId::is_machine);
        let from_id = |part: fn(&ResourceId) -> Option<String>| own_id.as_ref().and_then(part);
        Ok(Connection {
            source: self.source().kind,
            source_reason: self.source().why.clone(),
            endpoint: url_text::loggable(&self.source().endpoint),
            identity_type: identity_type(self.source().kind, &answer.token),
            identity_verified: answer.token.check == IdentityMatch::Verified,
            emulated: answer.token.claims.emulated,
            principal_id: claims.principal_id.clone(),
            client_id: claims.client_id.clone(),
            tenant_id: claims.tenant_id.clone(),
            identity_resource_id: claims.identity_resource_id.clone(),
            environment,
            subscription_id: self
                .0
                .subscription_id
                .clone()
                .or(instance.subscription_id)
                .or_else(|| from_id(|id| Some(id.subscription().to_owned()))),
            resource_group: instance
                .resource_group_name
                .or_else(|| from_id(|id| id.resource_group().map(str::to_owned))),
            vm_name: instance.name.or_else(|| from_id(|id| Some(id.name().to_owned()))),
            vm_id: instance.vm_id,
        })
    }

    /// The name of the cloud, and the request for a token that is only needed for its claims. It works in a cloud whose
    /// Resource Manager is unknown too: the public audience is the likeliest to be issued there.
    pub(super) async fn cloud_for_claims(&self, call: &Call) -> Result<(String, TokenRequest)> {
        match self.cloud(call).await {
            Ok(cloud) => Ok((cloud.name.clone(), TokenRequest::default())),
            Err(error) if !self.clouds().is_chosen() && error.code() == Code::InvalidEnvironment => {
                call.emit(Event::Warning {
                    text: format!("{} {}", error.message(), error.next_step().unwrap_or_default()),
                });
                let machine = self.clouds().instance(call).await?;
                let named = machine.and_then(|machine| machine.az_environment.as_deref()).unwrap_or_default();
                let request = TokenRequest { resource: Some(cloud::public().audience), ..TokenRequest::default() };
                Ok((quote::quoted(named), request))
            }
            Err(error) => Err(error),
        }
    }
}

fn identity_type(source: SourceKind, token: &Token) -> IdentityType {
    if source == SourceKind::CloudShell {
        return IdentityType::User;
    }
    match token.claims.identity_resource_id.as_deref().and_then(ResourceId::parse) {
        Some(id) if id.is_user_assigned_identity() => IdentityType::UserAssigned,
        Some(_) => IdentityType::SystemAssigned,
        None => IdentityType::Unknown,
    }
}

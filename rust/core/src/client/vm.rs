//! The identities of one machine: this one, or another that the client's identity may read.

use super::Client;
use crate::arm::client::ArmClient;
use crate::arm::vm::{self, Target, VmIdentity, VmPrincipal, VmQuery};
use crate::call::Call;
use crate::error::{Code, Error, Result};
use crate::identity::IdentityType;
use crate::ids::{ResourceId, advisable_name};

impl Client {
    /// Returns the principal id of a machine. With an empty query, it's that of this machine, from the claims of its
    /// token.
    ///
    /// # Errors
    /// Those of [`Client::token`] and of Resource Manager; `VmNotFound`, `AmbiguousName`, `SystemAssignedNotEnabled`,
    /// `UserAssignedNotFound`, `NotAVirtualMachine`.
    pub async fn vm_principal(&self, query: &VmQuery, call: &Call) -> Result<VmPrincipal> {
        if let (None, None) = (query.target()?, &query.identity_name) {
            return self.own_principal(call).await;
        }
        let (arm, found) = self.find_vm(query, call).await?;
        vm::principal(&arm, found, query.identity_name.as_deref()).await
    }

    /// Returns all identities of a machine, as in Resource Manager. With an empty query, they're those of this machine.
    ///
    /// The query's `identity_name` is validated and otherwise ignored.
    ///
    /// # Errors
    /// Those of [`Client::token`] and of Resource Manager; `VmNotFound`, `AmbiguousName`, `NotAVirtualMachine`.
    pub async fn vm_identity(&self, query: &VmQuery, call: &Call) -> Result<VmIdentity> {
        let (arm, found) = self.find_vm(query, call).await?;
        vm::filled(&arm, found).await
    }

    async fn find_vm<'a>(&'a self, query: &VmQuery, call: &'a Call) -> Result<(ArmClient<'a>, vm::Found)> {
        let target = match query.target()? {
            None => Target::Id(self.own_id(call).await?),
            Some(other) => other,
        };
        let cloud = self.cloud(call).await?;
        let own = match (&target, &self.0.subscription_id) {
            (Target::Name { subscription: None, .. }, None) => self.own_subscription(call).await?,
            (_, chosen) => chosen.clone(),
        };
        let arm = self.arm(cloud, call);
        let found = vm::find(&arm, &self.0.names, &target, own.as_deref()).await?;
        Ok((arm, found))
    }

    /// The subscription of this machine, from the instance metadata or from the ARM id in a token.
    pub(super) async fn own_subscription(&self, call: &Call) -> Result<Option<String>> {
        let machine = self.clouds().instance(call).await?;
        if let Some(own) = machine.and_then(|machine| machine.subscription_id.clone()) {
            return Ok(Some(own));
        }
        let (_, request) = self.cloud_for_claims(call).await?;
        let token = self.token(&request, call).await?.token;
        let id = token.claims.identity_resource_id.as_deref().and_then(ResourceId::parse);
        Ok(id.map(|id| id.subscription().to_owned()))
    }

    /// The ARM id of this machine, from the instance metadata or from the token of its own identity.
    pub(crate) async fn own_id(&self, call: &Call) -> Result<ResourceId> {
        let machine = self.clouds().instance(call).await?;
        if let Some(id) = machine.and_then(|machine| ResourceId::parse(machine.resource_id.as_deref()?)) {
            return Ok(id);
        }
        let id = self.own_principal(call).await?.resource_id;
        ResourceId::parse(&id).ok_or_else(|| {
            Error::new(Code::Internal, "This machine's id can't be read.")
                .hint("Give -ResourceId (--vm-id), and please report it.")
        })
    }

    /// The principal of this machine's system-assigned identity, regardless of the client's identity.
    pub(super) async fn own_principal(&self, call: &Call) -> Result<VmPrincipal> {
        let (_, request) = self.cloud_for_claims(call).await?;
        let own = self.0.credential.own_token(&request, call).await;
        let answer = own.map_err(explain_missing)?;
        let claims = &answer.token.claims;
        let Some(resource) = claims.identity_resource_id.as_deref() else {
            return Err(self.not_a_machine("The token does not say which resource its identity belongs to."));
        };
        let id = ResourceId::parse(resource);
        if id.as_ref().is_some_and(ResourceId::is_user_assigned_identity) {
            let name = id.map(|id| id.name().to_owned()).unwrap_or_default();
            let choice = advisable_name(&name);
            return Err(Error::new(Code::SystemAssignedNotEnabled, format!("This machine has no system-assigned identity: the user-assigned identity '{name}' ({resource}) answered in its place."))
                .hint(format!("Switch it on (portal > the VM > Identity > System assigned: On, or with this command), or name the other one: -IdentityName {choice} (--identity-name).\naz vm identity assign -g <group> -n <vm>"))
                .with_source(self.source().kind));
        }
        if !id.is_some_and(|id| id.is_machine()) {
            return Err(self.not_a_machine(&format!("The identity that answered belongs to {resource}.")));
        }
        let principal_id =
            claims.principal_id.clone().ok_or_else(|| self.not_a_machine("The token holds no object id."))?;
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
            .with_source(self.source().kind)
    }
}

/// Without a selector, `IdentityNotAssigned` and `MultipleIdentities` both mean that the machine has no system-assigned
/// identity.
fn explain_missing(error: Error) -> Error {
    if !matches!(error.code(), Code::IdentityNotAssigned | Code::MultipleIdentities) {
        return error;
    }
    let message = match error.code() {
        Code::MultipleIdentities => "This machine has no system-assigned identity, only several user-assigned ones.",
        _ => "This machine has no system-assigned identity.",
    };
    Error::new(Code::SystemAssignedNotEnabled, format!("{message} {}", error.message()))
        .hint("Switch it on: portal > the VM > Identity > System assigned: On, or with this command; or name one of the others: -IdentityName (--identity-name).\naz vm identity assign -g <group> -n <vm>")
        .with_answer_of(&error)
        .with_source(error.source_kind())
}

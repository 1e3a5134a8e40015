//! The identity object of a resource (`protocols.md`, 5.1), and which of its identities is meant.

use super::{UserAssignedIdentity, VmIdentity, VmPrincipal};
use crate::error::{Code, Error, Result};
use crate::identity::IdentityType;
use crate::ids::{ResourceId, advisable_name};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A resource with what matters of it here.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Resource {
    pub id: String,
    pub name: Option<String>,
    pub identity: Option<IdentityObject>,
}

/// The identity object.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct IdentityObject {
    principal_id: Option<String>,
    tenant_id: Option<String>,
    user_assigned_identities: Option<BTreeMap<String, Option<UserAssigned>>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UserAssigned {
    principal_id: Option<String>,
    client_id: Option<String>,
}

impl Resource {
    /// All identities of the machine. `None`: its id can't be read.
    pub fn into_identity(self) -> Option<VmIdentity> {
        let id = ResourceId::parse(&self.id)?;
        let identity = self.identity.unwrap_or_default();
        let principal_id = identity.principal_id.filter(|id| !id.is_empty());
        let user_assigned: Vec<_> = identity
            .user_assigned_identities
            .unwrap_or_default()
            .into_iter()
            .map(|(id, details)| UserAssignedIdentity {
                name: ResourceId::parse(&id)
                    .map_or_else(|| id.clone(), |parsed| parsed.name().to_owned()),
                resource_id: id,
                principal_id: details.as_ref().and_then(|d| d.principal_id.clone()),
                client_id: details.and_then(|d| d.client_id),
            })
            .collect();
        // What is there decides, not the word `type`, which services write in different ways and cases.
        let identity_type = match (principal_id.is_some(), user_assigned.is_empty()) {
            (true, true) => "SystemAssigned",
            (true, false) => "SystemAssigned, UserAssigned",
            (false, false) => "UserAssigned",
            (false, true) => "None",
        };
        Some(VmIdentity {
            name: self.name.unwrap_or_else(|| id.name().to_owned()),
            resource_group: id.resource_group().unwrap_or_default().to_owned(),
            subscription_id: id.subscription().to_owned(),
            identity_type,
            tenant_id: principal_id
                .is_some()
                .then_some(identity.tenant_id)
                .flatten(),
            principal_id,
            user_assigned,
            resource_id: self.id,
        })
    }
}

impl VmIdentity {
    /// The principal of the system-assigned identity, or of the user-assigned one of that name or id.
    ///
    /// # Errors
    /// `SystemAssignedNotEnabled`, `UserAssignedNotFound`, `AmbiguousName`.
    pub fn principal(self, identity_name: Option<&str>) -> Result<VmPrincipal> {
        match identity_name {
            None => self.system_assigned(),
            Some(name) => self.user_assigned(name),
        }
    }

    fn system_assigned(self) -> Result<VmPrincipal> {
        let Some(principal_id) = self.principal_id else {
            let names: Vec<_> = self.user_assigned.iter().map(|u| u.name.as_str()).collect();
            return Err(not_enabled(&self.resource_id, &names));
        };
        Ok(VmPrincipal {
            identity_type: IdentityType::SystemAssigned,
            principal_id,
            client_id: None,
            tenant_id: self.tenant_id,
            resource_id: self.resource_id,
        })
    }

    fn user_assigned(self, wanted: &str) -> Result<VmPrincipal> {
        let machine = self.resource_id;
        let names: Vec<_> = self.user_assigned.iter().map(|u| u.name.clone()).collect();
        let mut found: Vec<_> = self
            .user_assigned
            .into_iter()
            .filter(|identity| {
                identity.name.eq_ignore_ascii_case(wanted)
                    || ResourceId::parse(&identity.resource_id).is_some_and(|id| id.same_as(wanted))
            })
            .collect();
        if found.len() > 1 {
            let ids: Vec<_> = found.iter().map(|u| u.resource_id.as_str()).collect();
            return Err(Error::new(
                Code::AmbiguousName,
                format!(
                    "Several identities of {machine} are named {wanted}: {}",
                    ids.join(", ")
                ),
            )
            .hint("Give the ARM id of the identity as the name."));
        }
        let chosen = found
            .pop()
            .and_then(|u| Some((u.principal_id?, u.client_id)));
        let (principal_id, client_id) = chosen.ok_or_else(|| {
            let list = if names.is_empty() { "it has none".to_owned() } else { format!("it has {}", names.join(", ")) };
            Error::new(Code::UserAssignedNotFound, format!("{machine} has no user-assigned identity named {wanted}: {list}."))
                .hint("Choose one of those, or assign it: az vm identity assign --ids <vm id> --identities <identity id>.")
        })?;
        Ok(VmPrincipal {
            identity_type: IdentityType::UserAssigned,
            principal_id,
            client_id,
            tenant_id: self.tenant_id,
            resource_id: machine,
        })
    }
}

/// A machine without a system-assigned identity, with what it has instead.
fn not_enabled(machine: &str, user_assigned: &[&str]) -> Error {
    let instead = if user_assigned.is_empty() {
        "It has no identity at all.".to_owned()
    } else {
        format!(
            "It has user-assigned identities: {}.",
            user_assigned.join(", ")
        )
    };
    let choose = user_assigned.first().map_or_else(String::new, |name| {
        format!(
            ", or name one of the others: -IdentityName {} (--identity-name)",
            advisable_name(name)
        )
    });
    Error::new(Code::SystemAssignedNotEnabled, format!("{machine} has no system-assigned identity. {instead}"))
        .hint(format!("Switch it on (portal > the VM > Identity > System assigned: On, or 'az vm identity assign -g <group> -n <vm>'){choose}."))
}

#[cfg(test)]
mod tests;

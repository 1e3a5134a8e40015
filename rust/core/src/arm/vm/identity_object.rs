//! The identity object of a resource (`protocols.md`, 5.1).

use super::{UserAssignedIdentity, VmIdentity};
use crate::error::{Code, Error, Result};
use crate::ids::{ResourceId, advisable_name, is_guid};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The fields of a resource that are needed here.
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
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) principal_id: Option<String>,
    pub(super) tenant_id: Option<String>,
    pub(super) user_assigned_identities: Option<BTreeMap<String, Option<UserAssigned>>>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserAssigned {
    pub principal_id: Option<String>,
    pub client_id: Option<String>,
}

/// The id, if it's a GUID other than zero. Services write a missing id as null, an empty text or zeros, or leave it out; other
/// texts must not be piped into commands as ids.
pub(super) fn present(id: Option<String>) -> Option<String> {
    let is_zeros = |id: &str| id.bytes().all(|b| matches!(b, b'0' | b'-'));
    id.filter(|id| is_guid(id) && !is_zeros(id))
}

impl Resource {
    /// Whether the machine has a system-assigned identity according to `type`, even if its ids are missing.
    pub fn says_system_assigned(&self) -> bool {
        let kind = self.identity.as_ref().and_then(|identity| identity.kind.as_deref());
        kind.is_some_and(|kind| kind.to_ascii_lowercase().contains("systemassigned"))
    }

    /// All identities of the machine; `None` if its resource id can't be parsed.
    pub fn into_identity(self) -> Option<VmIdentity> {
        let id = ResourceId::parse(&self.id)?;
        let identity = self.identity.unwrap_or_default();
        let principal_id = present(identity.principal_id);
        let mut user_assigned: Vec<UserAssignedIdentity> = Vec::new();
        for (id, details) in identity.user_assigned_identities.unwrap_or_default() {
            let details = details.unwrap_or_default();
            let (principal_id, client_id) = (present(details.principal_id), present(details.client_id));
            // The same identity may be listed twice, with ids in different cases.
            let twin = user_assigned.iter_mut().find(|known| known.resource_id.eq_ignore_ascii_case(&id));
            if let Some(twin) = twin {
                twin.principal_id = twin.principal_id.take().or(principal_id);
                twin.client_id = twin.client_id.take().or(client_id);
                continue;
            }
            user_assigned.push(UserAssignedIdentity {
                name: ResourceId::parse(&id).map_or_else(|| id.clone(), |parsed| parsed.name().to_owned()),
                resource_id: id,
                principal_id,
                client_id,
            });
        }
        // The ids decide, not `type`, which services write in different ways.
        let identity_type = match (principal_id.is_some(), user_assigned.is_empty()) {
            (true, true) => "SystemAssigned",
            (true, false) => "SystemAssigned, UserAssigned",
            (false, false) => "UserAssigned",
            (false, true) => "None",
        };
        Some(VmIdentity {
            name: (self.name.filter(|name| !name.trim().is_empty())).unwrap_or_else(|| id.name().to_owned()),
            resource_group: id.resource_group().unwrap_or_default().to_owned(),
            subscription_id: id.subscription().to_owned(),
            identity_type,
            tenant_id: principal_id.is_some().then_some(present(identity.tenant_id)).flatten(),
            principal_id,
            user_assigned,
            resource_id: self.id,
        })
    }
}

impl VmIdentity {
    /// The index of the user-assigned identity with this name or id.
    ///
    /// # Errors
    /// `UserAssignedNotFound`, `AmbiguousName`.
    pub(super) fn named(&self, wanted: &str) -> Result<usize> {
        let machine = &self.resource_id;
        let all = &self.user_assigned;
        let fits = |identity: &UserAssignedIdentity| {
            identity.name.eq_ignore_ascii_case(wanted)
                || ResourceId::parse(&identity.resource_id).is_some_and(|id| id.same_as(wanted))
        };
        let found: Vec<usize> = (0..all.len()).filter(|at| fits(&all[*at])).collect();
        match found[..] {
            [one] => Ok(one),
            [] => {
                let names: Vec<_> = all.iter().map(|u| u.name.as_str()).collect();
                let list =
                    if names.is_empty() { "it has none".to_owned() } else { format!("it has {}", names.join(", ")) };
                Err(Error::new(Code::UserAssignedNotFound, format!("{machine} has no user-assigned identity named {wanted}: {list}."))
                    .hint("Choose one of those, or assign it.\naz vm identity assign --ids <vm id> --identities <identity id>"))
            }
            _ => {
                let ids: Vec<_> = found.iter().map(|at| all[*at].resource_id.as_str()).collect();
                Err(Error::new(
                    Code::AmbiguousName,
                    format!("Several identities of {machine} are named {wanted}: {}", ids.join(", ")),
                )
                .hint("Give the ARM id of the identity as the name."))
            }
        }
    }

    /// The error that the machine has no system-assigned identity, with the identities that it has.
    pub(super) fn not_enabled(&self) -> Error {
        let names: Vec<_> = self.user_assigned.iter().map(|u| u.name.as_str()).collect();
        let (instead, choose) = match names.first() {
            None => ("It has no identity at all.".to_owned(), String::new()),
            Some(first) => (
                format!("It has user-assigned identities: {}.", names.join(", ")),
                format!(", or name one of the others: -IdentityName {} (--identity-name)", advisable_name(first)),
            ),
        };
        Error::new(Code::SystemAssignedNotEnabled, format!("{} has no system-assigned identity. {instead}", self.resource_id))
            .hint(format!("Switch it on (portal > the VM > Identity > System assigned: On, or with this command){choose}.\naz vm identity assign -g <group> -n <vm>"))
    }
}

#[cfg(test)]
mod tests;

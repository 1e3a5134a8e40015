//! Selects the identity that a token request names.

use crate::model::inventory::{Identity, Inventory, Resource};

/// Returns one of an identity's ids.
pub type IdField = fn(&Identity) -> &str;

/// The application id.
pub const CLIENT_ID: IdField = |identity| &identity.client_id;
/// The object id.
pub const PRINCIPAL_ID: IdField = |identity| &identity.principal_id;
/// The id of the identity, or of the resource that owns it.
pub const RESOURCE_ID: IdField = |identity| &identity.resource_id;

/// Which identity to use when a request doesn't name one.
#[derive(Clone, Copy)]
pub enum Unnamed {
    /// The system-assigned one, or the only user-assigned one.
    SystemAssignedOrOnly,
    /// The system-assigned one.
    SystemAssigned,
}

/// Why no identity was selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoIdentity {
    /// The resource doesn't have this identity.
    NotFound,
    /// The resource has several identities.
    Ambiguous,
}

/// Returns the identity of `host` with the given id, or the default if no id is given.
pub fn select<'a>(
    inventory: &'a Inventory,
    host: Option<&'a Resource>,
    named: Option<(IdField, &str)>,
    unnamed: Unnamed,
) -> Result<&'a Identity, NoIdentity> {
    let host = host.ok_or(NoIdentity::NotFound)?;
    let system_assigned = inventory.system_assigned(host);
    if let Some((id, value)) = named {
        let user_assigned = inventory.user_assigned(host);
        let mut assigned = system_assigned.into_iter().chain(user_assigned);
        return assigned.find(|identity| id(identity).eq_ignore_ascii_case(value)).ok_or(NoIdentity::NotFound);
    }
    if let Some(identity) = system_assigned {
        return Ok(identity);
    }
    let mut assigned = inventory.user_assigned(host);
    match (unnamed, assigned.next(), assigned.next()) {
        (Unnamed::SystemAssignedOrOnly, Some(only), None) => Ok(only),
        (Unnamed::SystemAssignedOrOnly, Some(_), Some(_)) => Err(NoIdentity::Ambiguous),
        _ => Err(NoIdentity::NotFound),
    }
}

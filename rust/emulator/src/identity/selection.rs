//! Which identity a token request means.

use crate::world::{Identity, Resource, World};

/// Reads one of an identity's ids.
pub type IdOf = fn(&Identity) -> &str;

/// The application id.
pub const CLIENT_ID: IdOf = |identity| &identity.client_id;
/// The object id.
pub const PRINCIPAL_ID: IdOf = |identity| &identity.principal_id;
/// The id of the identity, or of the resource that owns it.
pub const RESOURCE_ID: IdOf = |identity| &identity.resource_id;

/// Which identity answers when none is named.
#[derive(Clone, Copy)]
pub enum Unnamed {
    /// The resource's own, else the only one assigned to it.
    OwnOrOnly,
    /// The resource's own.
    Own,
}

/// Why there is no identity to answer with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoIdentity {
    /// Nobody here is meant.
    NotFound,
    /// Several are meant.
    Ambiguous,
}

/// The identity of `host` that is named by one of its ids, or that answers when none is.
pub fn pick<'a>(
    world: &'a World,
    host: &'a Resource,
    named: Option<(IdOf, &str)>,
    unnamed: Unnamed,
) -> Result<&'a Identity, NoIdentity> {
    let own = world.system_assigned(host);
    if let Some((id, value)) = named {
        let mut attached = own.into_iter().chain(world.user_assigned(host));
        return attached
            .find(|identity| id(identity).eq_ignore_ascii_case(value))
            .ok_or(NoIdentity::NotFound);
    }
    if let Some(own) = own {
        return Ok(own);
    }
    let mut assigned = world.user_assigned(host);
    match (unnamed, assigned.next(), assigned.next()) {
        (Unnamed::OwnOrOnly, Some(only), None) => Ok(only),
        (Unnamed::OwnOrOnly, Some(_), Some(_)) => Err(NoIdentity::Ambiguous),
        _ => Err(NoIdentity::NotFound),
    }
}

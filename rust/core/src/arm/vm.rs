//! The identities of a machine: this one, or another that the client's identity may read.

mod identity_object;
mod lookup;
mod missing_ids;
mod name_cache;
mod query;
mod row;
mod searched_subscriptions;
mod suggestions;

use crate::identity::IdentityType;

pub(crate) use identity_object::Resource;
pub(crate) use lookup::{Found, find, not_found};
pub(crate) use missing_ids::{filled, principal};
pub(crate) use name_cache::RememberedNames;
pub use query::VmQuery;
pub(crate) use query::{Target, check_resource_group, check_subscription};
pub(crate) use row::Row;

/// All identities of a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VmIdentity {
    /// The name of the machine.
    pub name: String,
    /// Its resource group.
    pub resource_group: String,
    /// Its subscription.
    pub subscription_id: String,
    /// Its resource id.
    pub resource_id: String,
    /// `SystemAssigned`, `UserAssigned`, `SystemAssigned, UserAssigned` or `None`.
    pub identity_type: &'static str,
    /// The object id of the system-assigned identity, which role assignments use.
    pub principal_id: Option<String>,
    /// The tenant of the system-assigned identity.
    pub tenant_id: Option<String>,
    /// The user-assigned identities, in the order of their ids.
    pub user_assigned: Vec<UserAssignedIdentity>,
}

/// A user-assigned identity of a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserAssignedIdentity {
    /// Its resource id.
    pub resource_id: String,
    /// Its name.
    pub name: String,
    /// Its object id, which role assignments use.
    pub principal_id: Option<String>,
    /// Its client id, which token requests use.
    pub client_id: Option<String>,
}

/// The principal of a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VmPrincipal {
    /// The kind of identity.
    pub identity_type: IdentityType,
    /// The object id, which role assignments use.
    pub principal_id: String,
    /// The client id, if the response contains it.
    pub client_id: Option<String>,
    /// The tenant, if the response contains it.
    pub tenant_id: Option<String>,
    /// The resource id of the machine.
    pub resource_id: String,
}

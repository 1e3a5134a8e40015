//! The inventory: a validated scenario, with every reference resolved and every id filled in.

mod build;
mod builder;
mod fleet;
mod hosts;
mod identities;
mod identity;
mod machine;
mod resource;
mod role;
mod virtual_machines;

use crate::endpoint::Endpoint;
use std::collections::BTreeMap;
use std::sync::Arc;

pub use identity::Identity;
pub use machine::Machine;
pub use resource::{REGION, Resource, is_within, resource_id};
pub use role::{Assignment, Role};

/// The data that the endpoints serve.
pub struct Inventory {
    /// The tenant of all identities.
    pub tenant_id: String,
    /// The cloud's name in instance metadata.
    pub az_environment: String,
    /// All subscriptions.
    pub subscriptions: Vec<Subscription>,
    /// All identities, of either kind.
    pub identities: Vec<Identity>,
    /// All resources: machines, identities and others, in the scenario's order.
    pub resources: Vec<Arc<Resource>>,
    /// The machine that the Instance Metadata Service represents.
    pub this_vm: Machine,
    /// The indexes in `resources` of the resources that the other identity endpoints represent. An endpoint without an entry isn't
    /// served.
    pub hosts: BTreeMap<Endpoint, usize>,
    /// The person who is signed in to Cloud Shell.
    pub person: Identity,
    /// The role assignments.
    pub assignments: Vec<Assignment>,
}

/// A subscription.
pub struct Subscription {
    /// Its id.
    pub id: String,
    /// Its name.
    pub display_name: String,
    /// `Enabled` and the like.
    pub state: String,
    /// Its tenant.
    pub tenant_id: String,
}

impl Inventory {
    /// Finds a subscription by its id.
    pub fn subscription(&self, id: &str) -> Option<&Subscription> {
        self.subscriptions.iter().find(|subscription| subscription.id.eq_ignore_ascii_case(id))
    }

    /// Whether a principal has any role in a subscription, and therefore sees that the subscription exists.
    pub fn sees_subscription(&self, principal_id: &str, subscription_id: &str) -> bool {
        let id = format!("/subscriptions/{subscription_id}");
        self.assignments.iter().any(|assignment| {
            assignment.principal_id.eq_ignore_ascii_case(principal_id)
                && (is_within(&id, &assignment.scope) || is_within(&assignment.scope, &id))
        })
    }

    /// The machine that the Instance Metadata Service represents, as a resource.
    pub fn this_resource(&self) -> &Resource {
        &self.resources[self.this_vm.resource]
    }

    /// The resource whose identities an endpoint issues tokens for.
    pub fn host(&self, endpoint: Endpoint) -> Option<&Resource> {
        let place = match endpoint {
            Endpoint::Imds | Endpoint::VmExtension => Some(&self.this_vm.host),
            _ => self.hosts.get(&endpoint),
        };
        place.map(|place| &*self.resources[*place])
    }

    /// A resource's system-assigned identity.
    pub fn system_assigned(&self, resource: &Resource) -> Option<&Identity> {
        resource.system_assigned.map(|place| &self.identities[place])
    }

    /// A resource's user-assigned identities.
    pub fn user_assigned(&self, resource: &Resource) -> impl Iterator<Item = &Identity> {
        resource.user_assigned.iter().map(|place| &self.identities[*place])
    }
}

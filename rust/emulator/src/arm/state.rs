//! What changes in Resource Manager while the emulator runs: groups, resources and roles that clients made or deleted, and
//! operations under way.

use crate::guid::derived;
use crate::scenario::{Fleet, Scenario};
use crate::shared::Shared;
use crate::world::{Assignment, Resource, World, is_within, resource_id};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// The changing part of the world.
pub struct State {
    /// Machines that the scenario only counts.
    fleet: Vec<Resource>,
    made: Mutex<Made>,
    /// When each caller's window of queries began, and how many there were in it.
    pub(super) queries: Mutex<BTreeMap<String, (Instant, u32)>>,
    /// The rows of the latest query, for its further pages.
    pub(super) rows: Mutex<Option<(String, Arc<Vec<Value>>)>>,
    /// Tokens left in each caller's buckets, and when that was.
    pub(super) buckets: Mutex<BTreeMap<String, (Instant, f64)>>,
}

/// What clients made. Keys are ids in lower case.
#[derive(Default)]
pub struct Made {
    /// Groups made, as they are shown.
    pub groups: BTreeMap<String, Value>,
    /// Resources made.
    pub resources: BTreeMap<String, Arc<Resource>>,
    /// Groups and resources deleted.
    pub gone: BTreeSet<String>,
    /// Roles given, with the documents that show them.
    pub assignments: BTreeMap<String, (Assignment, Value)>,
    /// Operations by their ids.
    pub operations: BTreeMap<String, Operation>,
    /// Deployments.
    pub deployments: BTreeMap<String, Value>,
    /// Versions of secrets, oldest first, by vault and name.
    pub secrets: BTreeMap<(String, String), Vec<(String, Value)>>,
}

/// An operation under way.
pub struct Operation {
    /// How many looks are left until it is over.
    pub left: u32,
    /// What happens then.
    pub work: Work,
}

/// What an operation does in the end.
pub enum Work {
    /// Makes a deployment's resources.
    Deploy {
        /// The deployment's key.
        deployment: String,
        /// The resources.
        resources: Vec<Resource>,
    },
    /// Deletes a group and what is in it.
    DeleteGroup {
        /// The group's key.
        id: String,
    },
    /// Nothing: it is over.
    Done,
}

/// A resource, of the scenario or made since.
pub enum Found<'a> {
    /// The scenario's.
    Old(&'a Resource),
    /// Made.
    New(Arc<Resource>),
}

impl Deref for Found<'_> {
    type Target = Resource;

    fn deref(&self) -> &Resource {
        match self {
            Self::Old(resource) => resource,
            Self::New(resource) => resource,
        }
    }
}

impl State {
    /// Nothing has been changed yet.
    pub fn new(scenario: &Scenario, world: &World) -> Self {
        let fleet = scenario.arm.fleet.as_ref();
        let mut made = Made::default();
        for (vault, secrets) in &scenario.arm.vaults {
            for (name, value) in secrets {
                let key = (vault.to_lowercase(), name.to_lowercase());
                let version = derived(&format!("version of {vault}/{name}")).replace('-', "");
                made.secrets
                    .insert(key, vec![(version, json!({ "value": value }))]);
            }
        }
        Self {
            fleet: fleet.map_or_else(Vec::new, |fleet| machines(fleet, world)),
            made: Mutex::new(made),
            queries: Mutex::default(),
            rows: Mutex::default(),
            buckets: Mutex::default(),
        }
    }

    /// What clients made.
    pub fn made(&self) -> MutexGuard<'_, Made> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Made {
    fn is_gone(&self, resource: &Resource) -> bool {
        !self.gone.is_empty()
            && (self.gone.contains(&resource.id.to_lowercase())
                || self
                    .gone
                    .contains(&group_key(&resource.subscription_id, &resource.group)))
    }

    /// Looks at an operation once more; the last look ends it. `None`: there is no such operation. `true`: it is over.
    pub fn look(&mut self, id: &str) -> Option<bool> {
        let operation = self.operations.get_mut(id)?;
        operation.left = operation.left.saturating_sub(1);
        if operation.left > 0 {
            return Some(false);
        }
        match std::mem::replace(&mut operation.work, Work::Done) {
            Work::Deploy {
                deployment,
                resources,
            } => {
                for resource in resources {
                    let key = resource.id.to_lowercase();
                    self.gone.remove(&key);
                    self.resources.insert(key, Arc::new(resource));
                }
                if let Some(shown) = self.deployments.get_mut(&deployment) {
                    shown["properties"]["provisioningState"] = json!("Succeeded");
                    shown["properties"]["duration"] = json!("PT1.5S");
                }
            }
            Work::DeleteGroup { id } => {
                let inside = format!("{id}/");
                self.resources.retain(|key, _| !key.starts_with(&inside));
                self.deployments.retain(|key, _| !key.starts_with(&inside));
                self.groups.remove(&id);
                self.gone.insert(id);
            }
            Work::Done => {}
        }
        Some(true)
    }
}

impl Shared {
    /// Every resource that there is now.
    pub fn resources(&self) -> Vec<Found<'_>> {
        let made = self.state.made();
        let old = self.world.resources.iter().chain(&self.state.fleet);
        let old = old.filter(|resource| {
            !made.is_gone(resource)
                && (made.resources.is_empty()
                    || !made.resources.contains_key(&resource.id.to_lowercase()))
        });
        let new = made
            .resources
            .values()
            .map(|new| Found::New(Arc::clone(new)));
        old.map(Found::Old).chain(new).collect()
    }

    /// A resource by its id.
    pub fn resource(&self, id: &str) -> Option<Found<'_>> {
        let made = self.state.made();
        if let Some(new) = made.resources.get(&id.to_lowercase()) {
            return Some(Found::New(Arc::clone(new)));
        }
        let of_fleet = || {
            let fleet = self.state.fleet.iter();
            fleet
                .into_iter()
                .find(|machine| machine.id.eq_ignore_ascii_case(id))
        };
        self.world
            .resource(id)
            .or_else(of_fleet)
            .filter(|resource| !made.is_gone(resource))
            .map(Found::Old)
    }

    /// Whether a resource group exists: it was made, or anything is in it.
    pub fn group_exists(&self, subscription: &str, group: &str) -> bool {
        let key = group_key(subscription, group);
        let made = self.state.made();
        if made.groups.contains_key(&key) {
            return true;
        }
        !made.gone.contains(&key)
            && (self.world.group_exists(subscription, group)
                || self.state.fleet.iter().any(|machine| {
                    machine.group.eq_ignore_ascii_case(group)
                        && machine.subscription_id.eq_ignore_ascii_case(subscription)
                }))
    }

    /// Whether a principal may do `action` on `scope`.
    pub fn may(&self, principal_id: &str, action: &str, scope: &str) -> bool {
        self.world.may(principal_id, action, scope)
            || self.state.made().assignments.values().any(|(given, _)| {
                given.principal_id.eq_ignore_ascii_case(principal_id)
                    && given.role.allows(action)
                    && is_within(scope, &given.scope)
            })
    }
}

/// The key of a group.
pub fn group_key(subscription: &str, group: &str) -> String {
    format!("/subscriptions/{subscription}/resourcegroups/{group}").to_lowercase()
}

/// The machines of a fleet: by turns with a system-assigned identity, a user-assigned one, both, and none.
fn machines(fleet: &Fleet, world: &World) -> Vec<Resource> {
    const KIND: &str = "Microsoft.Compute/virtualMachines";
    let user_assigned = world.identities.iter().find(|identity| {
        !identity.system_assigned && !identity.person && identity.resource_id.starts_with('/')
    });
    let machine = |number: usize| {
        let subscription = &world.subscriptions[number % world.subscriptions.len()].id;
        let name = format!("{}{number:06}", fleet.name_prefix);
        let id = resource_id(subscription, &fleet.resource_group, KIND, &name);
        let user = user_assigned.filter(|_| matches!(number % 4, 1 | 2));
        let system = number.is_multiple_of(2);
        let kind = match (system, user) {
            (true, Some(_)) => "SystemAssigned, UserAssigned",
            (true, None) => "SystemAssigned",
            (false, Some(_)) => "UserAssigned",
            (false, None) => "None",
        };
        let mut identity = Map::from_iter([("type".to_owned(), json!(kind))]);
        if system {
            identity.insert("principalId".to_owned(), json!(derived(&id)));
            identity.insert("tenantId".to_owned(), json!(world.tenant_id));
        }
        if let Some(user) = user {
            let ids = json!({ "principalId": user.principal_id, "clientId": user.client_id });
            let map = Map::from_iter([(user.resource_id.clone(), ids)]);
            identity.insert("userAssignedIdentities".to_owned(), Value::Object(map));
        }
        Resource {
            id,
            subscription_id: subscription.clone(),
            group: fleet.resource_group.clone(),
            kind: KIND.to_owned(),
            name,
            location: "westeurope".to_owned(),
            tags: BTreeMap::new(),
            identity: (kind != "None").then_some(Value::Object(identity)),
            system_assigned: None,
            user_assigned: Vec::new(),
            members: Map::new(),
            properties: Map::from_iter([("provisioningState".to_owned(), json!("Succeeded"))]),
        }
    };
    (0..fleet.count).map(machine).collect()
}

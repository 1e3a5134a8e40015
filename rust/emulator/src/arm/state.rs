//! What there is in Resource Manager now: the inventory and its fleet, with what clients changed since the start.

use super::changes::{Changes, group_key};
use super::fleet;
use crate::digest::sha256;
use crate::guid::derived;
use crate::model::inventory::{Inventory, Resource, is_within};
use crate::model::scenario::Scenario;
use crate::sync::lock;
use serde_json::json;
use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard};

/// The state of one Resource Manager.
pub struct State {
    /// Machines that the scenario only counts.
    fleet: Vec<Resource>,
    changes: Mutex<Changes>,
    /// The SHA-256 of each revoked token.
    revoked: Mutex<BTreeSet<String>>,
}

/// A resource of the inventory, or one that was created since.
pub enum ResourceRef<'a> {
    /// From the inventory or the fleet.
    Initial(&'a Resource),
    /// Created since.
    Created(Arc<Resource>),
}

impl Deref for ResourceRef<'_> {
    type Target = Resource;

    fn deref(&self) -> &Resource {
        match self {
            Self::Initial(resource) => resource,
            Self::Created(resource) => resource,
        }
    }
}

impl State {
    /// The state in which nothing has been changed yet.
    pub fn new(scenario: &Scenario, inventory: &Inventory) -> Self {
        let mut changes = Changes::default();
        for (vault, secrets) in &scenario.arm.vaults {
            for (name, value) in secrets {
                let key = (vault.to_lowercase(), name.to_lowercase());
                let version = derived(&format!("version of {vault}/{name}")).replace('-', "");
                let versions = vec![(version, json!({ "value": value }))];
                changes.secrets.insert(key, versions);
            }
        }
        let fleet = scenario.arm.fleet.as_ref();
        Self {
            fleet: fleet.map_or_else(Vec::new, |fleet| fleet::machines(fleet, inventory)),
            changes: Mutex::new(changes),
            revoked: Mutex::default(),
        }
    }

    /// What clients created, changed and deleted.
    pub fn changes(&self) -> MutexGuard<'_, Changes> {
        lock(&self.changes)
    }

    /// From now on, this token is revoked.
    pub fn revoke(&self, token: &str) {
        lock(&self.revoked).insert(sha256(token));
    }

    /// Whether this token is revoked.
    pub fn is_revoked(&self, token: &str) -> bool {
        lock(&self.revoked).contains(&sha256(token))
    }

    /// Every resource that there is now.
    pub fn resources<'a>(&'a self, inventory: &'a Inventory) -> Vec<ResourceRef<'a>> {
        let changes = self.changes();
        let initial = inventory.resources.iter().chain(&self.fleet);
        let initial = initial.filter(|resource| {
            !changes.is_deleted(resource)
                && (changes.resources.is_empty() || !changes.resources.contains_key(&resource.id.to_lowercase()))
        });
        let created = changes.resources.values();
        let created = created.map(|resource| ResourceRef::Created(Arc::clone(resource)));
        initial.map(ResourceRef::Initial).chain(created).collect()
    }

    /// A resource by its id.
    pub fn resource<'a>(&'a self, inventory: &'a Inventory, id: &str) -> Option<ResourceRef<'a>> {
        let changes = self.changes();
        if let Some(created) = changes.resources.get(&id.to_lowercase()) {
            return Some(ResourceRef::Created(Arc::clone(created)));
        }
        let is_it = |machine: &&Resource| machine.id.eq_ignore_ascii_case(id);
        inventory
            .resource(id)
            .or_else(|| self.fleet.iter().find(is_it))
            .filter(|resource| !changes.is_deleted(resource))
            .map(ResourceRef::Initial)
    }

    /// Whether a resource group exists: it was created, or anything is in it.
    pub fn group_exists(&self, inventory: &Inventory, subscription: &str, group: &str) -> bool {
        let key = group_key(subscription, group);
        let changes = self.changes();
        let in_fleet = || {
            self.fleet.iter().any(|machine| {
                machine.group.eq_ignore_ascii_case(group) && machine.subscription_id.eq_ignore_ascii_case(subscription)
            })
        };
        changes.groups.contains_key(&key)
            || (!changes.deleted.contains(&key) && (inventory.group_exists(subscription, group) || in_fleet()))
    }

    /// Whether a principal may do `action` on `scope`.
    pub fn may(&self, inventory: &Inventory, principal: &str, action: &str, scope: &str) -> bool {
        inventory.may(principal, action, scope)
            || self.changes().assignments.values().any(|(assignment, _)| {
                assignment.principal_id.eq_ignore_ascii_case(principal)
                    && assignment.role.allows(action)
                    && is_within(scope, &assignment.scope)
            })
    }
}

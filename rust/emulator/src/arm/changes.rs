//! The resources that clients created, changed and deleted while the emulator runs, and the operations in progress.

use crate::guid::derived;
use crate::model::inventory::{Assignment, Resource};
use crate::model::scenario::Scenario;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The changes. Keys are ids in lower case.
#[derive(Default)]
pub struct Changes {
    /// Created groups, as documents.
    pub groups: BTreeMap<String, Value>,
    /// Created resources.
    pub resources: BTreeMap<String, Arc<Resource>>,
    /// Deleted groups and resources.
    pub deleted: BTreeSet<String>,
    /// Assigned roles, with their documents.
    pub assignments: BTreeMap<String, (Assignment, Value)>,
    /// Operations by their ids.
    pub operations: BTreeMap<String, Operation>,
    /// Deployments.
    pub deployments: BTreeMap<String, Value>,
    /// Versions of secrets, oldest first, by vault and name.
    pub secrets: BTreeMap<(String, String), Vec<(String, Value)>>,
    /// The SHA-256 of each revoked token.
    pub revoked: BTreeSet<String>,
}

/// An operation in progress.
pub struct Operation {
    /// How many polls are left until it ends.
    pub polls_left: u32,
    /// Its effect when it ends.
    pub effect: Effect,
}

/// The effect of an operation when it ends.
pub enum Effect {
    /// Creates a deployment's resources.
    Deploy {
        /// The deployment's key.
        deployment: String,
        /// The resources.
        resources: Vec<Resource>,
    },
    /// Deletes a group and its contents.
    DeleteGroup {
        /// The group's key.
        id: String,
    },
    /// No effect: the operation has ended.
    Done,
}

impl Changes {
    /// Creates the initial state, with only the secrets of the scenario.
    pub fn new(scenario: &Scenario) -> Self {
        let mut changes = Self::default();
        for (vault, secrets) in &scenario.arm.vaults {
            for (name, value) in secrets {
                let key = (vault.to_lowercase(), name.to_lowercase());
                let version = derived(&format!("version of {vault}/{name}")).replace('-', "");
                changes.secrets.insert(key, vec![(version, json!({ "value": value }))]);
            }
        }
        changes
    }

    /// Whether a resource or its group was deleted.
    pub fn is_deleted(&self, resource: &Resource) -> bool {
        !self.deleted.is_empty()
            && (self.deleted.contains(&resource.id.to_lowercase())
                || self.deleted.contains(&group_key(&resource.subscription_id, &resource.group)))
    }

    /// Polls an operation; the last poll ends it. Returns whether it has ended, or `None` if it doesn't exist.
    pub fn poll(&mut self, id: &str) -> Option<bool> {
        let operation = self.operations.get_mut(id)?;
        operation.polls_left = operation.polls_left.saturating_sub(1);
        if operation.polls_left > 0 {
            return Some(false);
        }
        match std::mem::replace(&mut operation.effect, Effect::Done) {
            Effect::Deploy { deployment, resources } => {
                for resource in resources {
                    let key = resource.id.to_lowercase();
                    self.deleted.remove(&key);
                    self.resources.insert(key, Arc::new(resource));
                }
                if let Some(document) = self.deployments.get_mut(&deployment) {
                    document["properties"]["provisioningState"] = json!("Succeeded");
                    document["properties"]["duration"] = json!("PT1.5S");
                }
            }
            Effect::DeleteGroup { id } => {
                let inside = format!("{id}/");
                self.resources.retain(|key, _| !key.starts_with(&inside));
                self.deployments.retain(|key, _| !key.starts_with(&inside));
                self.groups.remove(&id);
                self.deleted.insert(id);
            }
            Effect::Done => {}
        }
        Some(true)
    }
}

/// The key of a group.
pub fn group_key(subscription: &str, group: &str) -> String {
    format!("/subscriptions/{subscription}/resourcegroups/{group}").to_lowercase()
}

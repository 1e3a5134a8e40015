//! An inventory that is being built.

use super::identity::Identity;
use super::machine::Machine;
use super::resource::{Resource, resource_id};
use crate::guid::is_guid;
use crate::model::scenario::{Scenario, ScenarioError};
use serde_json::Map;
use std::collections::BTreeMap;

const REGION: &str = "westeurope";

/// The result of a check.
pub(super) type Checked<T> = Result<T, ScenarioError>;

/// The inventory so far.
pub(super) struct Builder<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) identities: Vec<Identity>,
    pub(super) resources: Vec<Resource>,
    /// What the Instance Metadata Service could speak for.
    pub(super) machines: Vec<Machine>,
}

/// What a resource is and where, as the scenario says it.
pub(super) struct Placement<'a> {
    pub(super) kind: &'a str,
    pub(super) subscription: &'a Option<String>,
    pub(super) group: &'a str,
    /// The names of the resources around it and its own, with slashes between.
    pub(super) name: &'a str,
    pub(super) location: &'a Option<String>,
}

impl Builder<'_> {
    /// Adds a resource; its place in the list is returned.
    pub(super) fn resource(&mut self, at: &str, placement: Placement<'_>) -> Checked<usize> {
        let first = &self.scenario.subscriptions[0].subscription_id;
        let subscription = placement.subscription.as_ref().unwrap_or(first);
        if !self
            .scenario
            .subscriptions
            .iter()
            .any(|known| known.subscription_id.eq_ignore_ascii_case(subscription))
        {
            return Err(ScenarioError::new(
                format!("{at}.subscriptionId"),
                format!("'{subscription}' is not among subscriptions"),
            ));
        }
        let kinds = placement.kind.split('/').collect::<Vec<_>>();
        if kinds.len() < 2 || kinds.iter().any(|part| part.is_empty()) {
            return Err(ScenarioError::new(
                format!("{at}.type"),
                "must look like Namespace/type",
            ));
        }
        let names = placement.name.split('/').collect::<Vec<_>>();
        if names.len() != kinds.len() - 1 || names.iter().any(|name| name.is_empty()) {
            return Err(ScenarioError::new(
                format!("{at}.name"),
                format!(
                    "'{}' isn't the name of a {}",
                    placement.name, placement.kind
                ),
            ));
        }
        if placement.group.is_empty() || placement.group.contains('/') {
            return Err(ScenarioError::new(
                format!("{at}.resourceGroup"),
                format!("'{}' isn't a name", placement.group),
            ));
        }
        let id = resource_id(
            subscription,
            placement.group,
            placement.kind,
            placement.name,
        );
        if self
            .resources
            .iter()
            .any(|resource| resource.id.eq_ignore_ascii_case(&id))
        {
            return Err(ScenarioError::new(at, format!("{id} is there twice")));
        }
        self.resources.push(Resource {
            id,
            subscription_id: subscription.clone(),
            group: placement.group.to_owned(),
            kind: placement.kind.to_owned(),
            name: placement.name.to_owned(),
            location: placement
                .location
                .clone()
                .unwrap_or_else(|| REGION.to_owned()),
            tags: BTreeMap::new(),
            identity: None,
            system_assigned: None,
            user_assigned: Vec::new(),
            members: Map::new(),
            properties: Map::new(),
        });
        Ok(self.resources.len() - 1)
    }
}

/// Refuses what isn't a GUID.
pub(super) fn guid(at: &str, text: &str) -> Checked<()> {
    if is_guid(text) {
        Ok(())
    } else {
        Err(ScenarioError::new(at, format!("'{text}' isn't a GUID")))
    }
}

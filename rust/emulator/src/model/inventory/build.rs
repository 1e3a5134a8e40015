//! Makes a [`World`] of a [`Scenario`], or says which reference in it leads nowhere.

use super::machines::Machine;
use super::{Identity, Resource, Subscription, World, resource_id};
use crate::guid::is_guid;
use crate::scenario::{self, Scenario, ScenarioError};
use serde_json::Map;
use std::collections::BTreeMap;

const REGION: &str = "westeurope";

/// The result of a check.
pub(super) type Checked<T> = Result<T, ScenarioError>;

impl World {
    /// Follows every reference of a scenario.
    ///
    /// # Errors
    /// Says which member is wrong, and why.
    pub fn build(scenario: &Scenario) -> Checked<Self> {
        guid("tenantId", &scenario.tenant_id)?;
        if scenario.az_environment.trim().is_empty() {
            return Err(ScenarioError::new("azEnvironment", "is empty"));
        }
        if scenario.token_lifetime_seconds == 0 {
            return Err(ScenarioError::new(
                "tokenLifetimeSeconds",
                "must be 1 or more",
            ));
        }
        if scenario.arm.page_size == 0 {
            return Err(ScenarioError::new("arm.pageSize", "must be 1 or more"));
        }
        let mut builder = Builder {
            scenario,
            identities: Vec::new(),
            resources: Vec::new(),
            machines: Vec::new(),
        };
        let subscriptions = builder.subscriptions()?;
        for (at, identity) in scenario.user_assigned_identities.iter().enumerate() {
            builder.user_assigned(&format!("userAssignedIdentities[{at}]"), identity)?;
        }
        for (at, set) in scenario.virtual_machine_scale_sets.iter().enumerate() {
            builder.scale_set(&format!("virtualMachineScaleSets[{at}]"), set)?;
        }
        for (at, machine) in scenario.virtual_machines.iter().enumerate() {
            builder.machine(&format!("virtualMachines[{at}]"), machine)?;
        }
        for (at, resource) in scenario.resources.iter().enumerate() {
            builder.other(&format!("resources[{at}]"), resource)?;
        }
        let hosts = builder.hosts()?;
        let this_vm = builder.this_vm()?;
        let person = builder.person()?;
        let assignments = builder.assignments()?;
        Ok(Self {
            tenant_id: scenario.tenant_id.clone(),
            az_environment: scenario.az_environment.clone(),
            subscriptions,
            identities: builder.identities,
            resources: builder.resources,
            this_vm,
            hosts,
            person,
            assignments,
        })
    }
}

/// The world so far.
pub(super) struct Builder<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) identities: Vec<Identity>,
    pub(super) resources: Vec<Resource>,
    /// What the Instance Metadata Service could speak for.
    pub(super) machines: Vec<Machine>,
}

/// What a resource is and where, as the scenario says it.
pub(super) struct Place<'a> {
    pub(super) kind: &'a str,
    pub(super) subscription: &'a Option<String>,
    pub(super) group: &'a str,
    /// The names of the resources around it and its own, with slashes between.
    pub(super) name: &'a str,
    pub(super) location: &'a Option<String>,
}

impl Builder<'_> {
    fn subscriptions(&self) -> Checked<Vec<Subscription>> {
        if self.scenario.subscriptions.is_empty() {
            return Err(ScenarioError::new(
                "subscriptions",
                "at least one is needed",
            ));
        }
        let mut subscriptions = Vec::<Subscription>::new();
        for (at, subscription) in self.scenario.subscriptions.iter().enumerate() {
            let at = format!("subscriptions[{at}]");
            guid(
                &format!("{at}.subscriptionId"),
                &subscription.subscription_id,
            )?;
            if subscriptions
                .iter()
                .any(|other| other.id.eq_ignore_ascii_case(&subscription.subscription_id))
            {
                return Err(ScenarioError::new(at, "is there twice"));
            }
            if let Some(tenant) = &subscription.tenant_id {
                guid(&format!("{at}.tenantId"), tenant)?;
            }
            subscriptions.push(Subscription {
                id: subscription.subscription_id.clone(),
                display_name: subscription.display_name.clone(),
                state: subscription
                    .state
                    .clone()
                    .unwrap_or_else(|| "Enabled".to_owned()),
                tenant_id: subscription
                    .tenant_id
                    .clone()
                    .unwrap_or_else(|| self.scenario.tenant_id.clone()),
            });
        }
        Ok(subscriptions)
    }

    /// Adds a resource; its place in the list is returned.
    pub(super) fn resource(&mut self, at: &str, place: Place<'_>) -> Checked<usize> {
        let first = &self.scenario.subscriptions[0].subscription_id;
        let subscription = place.subscription.as_ref().unwrap_or(first);
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
        let kinds = place.kind.split('/').collect::<Vec<_>>();
        if kinds.len() < 2 || kinds.iter().any(|part| part.is_empty()) {
            return Err(ScenarioError::new(
                format!("{at}.type"),
                "must look like Namespace/type",
            ));
        }
        let names = place.name.split('/').collect::<Vec<_>>();
        if names.len() != kinds.len() - 1 || names.iter().any(|name| name.is_empty()) {
            return Err(ScenarioError::new(
                format!("{at}.name"),
                format!("'{}' isn't the name of a {}", place.name, place.kind),
            ));
        }
        if place.group.is_empty() || place.group.contains('/') {
            return Err(ScenarioError::new(
                format!("{at}.resourceGroup"),
                format!("'{}' isn't a name", place.group),
            ));
        }
        let id = resource_id(subscription, place.group, place.kind, place.name);
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
            group: place.group.to_owned(),
            kind: place.kind.to_owned(),
            name: place.name.to_owned(),
            location: place.location.clone().unwrap_or_else(|| REGION.to_owned()),
            tags: BTreeMap::new(),
            identity: None,
            system_assigned: None,
            user_assigned: Vec::new(),
            members: Map::new(),
            properties: Map::new(),
        });
        Ok(self.resources.len() - 1)
    }

    fn other(&mut self, at: &str, resource: &scenario::Resource) -> Checked<()> {
        let place = Place {
            kind: &resource.resource_type,
            subscription: &resource.subscription_id,
            group: &resource.resource_group,
            name: &resource.name,
            location: &resource.location,
        };
        let index = self.resource(at, place)?;
        self.resources[index].tags.clone_from(&resource.tags);
        self.resources[index]
            .properties
            .clone_from(&resource.properties);
        self.assign(at, index, resource.identity.as_ref())
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

//! Creates an [`Inventory`] from a [`Scenario`], or reports which of its references can't be resolved.

use super::builder::{Builder, Checked, ensure, guid};
use super::{Inventory, Subscription, fleet};
use crate::model::scenario::{self, Scenario};
use std::sync::Arc;

impl Inventory {
    /// Resolves every reference of a scenario.
    ///
    /// # Errors
    /// When a member is invalid. The error says which one, and why.
    pub fn build(scenario: &Scenario) -> Checked<Self> {
        guid("tenantId", &scenario.tenant_id)?;
        ensure(!scenario.az_environment.trim().is_empty(), "azEnvironment", "is empty")?;
        let lifetime = scenario.token_lifetime_seconds;
        ensure(lifetime > 0, "tokenLifetimeSeconds", "must be 1 or more")?;
        ensure(scenario.arm.page_size > 0, "arm.pageSize", "must be 1 or more")?;
        let mut builder = Builder { scenario, identities: Vec::new(), resources: Vec::new(), machines: Vec::new() };
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
        let mut inventory = Self {
            tenant_id: scenario.tenant_id.clone(),
            az_environment: scenario.az_environment.clone(),
            subscriptions,
            identities: builder.identities,
            resources: builder.resources.into_iter().map(Arc::new).collect(),
            this_vm,
            hosts,
            person,
            assignments,
        };
        if let Some(counted) = &scenario.arm.fleet {
            let machines = fleet::machines(counted, &inventory);
            inventory.resources.extend(machines);
        }
        Ok(inventory)
    }
}

impl Builder<'_> {
    fn subscriptions(&self) -> Checked<Vec<Subscription>> {
        let declared = &self.scenario.subscriptions;
        ensure(!declared.is_empty(), "subscriptions", "at least one is needed")?;
        let mut subscriptions = Vec::<Subscription>::new();
        for (at, subscription) in declared.iter().enumerate() {
            let at = format!("subscriptions[{at}]");
            let id = &subscription.subscription_id;
            guid(&format!("{at}.subscriptionId"), id)?;
            let mut others = subscriptions.iter();
            let is_new = !others.any(|other| other.id.eq_ignore_ascii_case(id));
            ensure(is_new, &at, "appears twice")?;
            if let Some(tenant) = &subscription.tenant_id {
                guid(&format!("{at}.tenantId"), tenant)?;
            }
            let tenant_id = subscription.tenant_id.as_ref();
            subscriptions.push(Subscription {
                id: id.clone(),
                display_name: subscription.display_name.clone(),
                state: subscription.state.as_deref().unwrap_or("Enabled").to_owned(),
                tenant_id: tenant_id.unwrap_or(&self.scenario.tenant_id).clone(),
            });
        }
        Ok(subscriptions)
    }

    fn other(&mut self, at: &str, resource: &scenario::Resource) -> Checked<()> {
        let place = (&resource.subscription_id, resource.resource_group.as_str());
        let index = self.resource(at, &resource.resource_type, place, &resource.name, &resource.location)?;
        let built = &mut self.resources[index];
        built.tags.clone_from(&resource.tags);
        built.properties.clone_from(&resource.properties);
        self.assign(at, index, resource.identity.as_ref())
    }
}

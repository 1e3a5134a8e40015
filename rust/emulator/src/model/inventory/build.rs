//! Makes an [`Inventory`] of a [`Scenario`], or says which reference in it leads nowhere.

use super::builder::{Builder, Checked, Placement, guid};
use super::{Inventory, Subscription};
use crate::model::scenario::{self, Scenario, ScenarioError};

impl Inventory {
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

    fn other(&mut self, at: &str, resource: &scenario::Resource) -> Checked<()> {
        let place = Placement {
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

//! Makes a [`World`] of a [`Scenario`], or says which reference in it leads nowhere.

use super::{Identity, Resource, Subscription, ThisVm, World};
use crate::guid::{derived, is_guid};
use crate::scenario::{Scenario, ScenarioError, UserAssignedIdentity, VirtualMachine};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const REGION: &str = "westeurope";
const MACHINES: &str = "Microsoft.Compute/virtualMachines";
const IDENTITIES: &str = "Microsoft.ManagedIdentity/userAssignedIdentities";

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
        };
        let subscriptions = builder.subscriptions()?;
        for (at, identity) in scenario.user_assigned_identities.iter().enumerate() {
            builder.user_assigned(&format!("userAssignedIdentities[{at}]"), identity)?;
        }
        let mut this_vm = None;
        for (at, machine) in scenario.virtual_machines.iter().enumerate() {
            let built = builder.machine(&format!("virtualMachines[{at}]"), machine)?;
            let resource = &builder.resources[built.resource];
            let named = resource.id.eq_ignore_ascii_case(&scenario.this_vm)
                || machine.name.eq_ignore_ascii_case(&scenario.this_vm);
            if named && this_vm.replace(built).is_some() {
                return Err(ScenarioError::new(
                    "thisVm",
                    format!(
                        "several machines are called '{}': give an id",
                        scenario.this_vm
                    ),
                ));
            }
        }
        let this_vm = this_vm.ok_or_else(|| {
            ScenarioError::new(
                "thisVm",
                format!("no virtual machine is called '{}'", scenario.this_vm),
            )
        })?;
        for (at, resource) in scenario.resources.iter().enumerate() {
            let at = format!("resources[{at}]");
            let parts = resource.resource_type.split('/').collect::<Vec<_>>();
            if parts.len() != 2 || parts.iter().any(|part| part.is_empty()) {
                return Err(ScenarioError::new(
                    format!("{at}.type"),
                    "must look like Namespace/type",
                ));
            }
            let place = Place {
                subscription: &resource.subscription_id,
                group: &resource.resource_group,
                name: &resource.name,
            };
            let index =
                builder.resource(&at, &resource.resource_type, place, &resource.location)?;
            builder.resources[index].tags.clone_from(&resource.tags);
            builder.resources[index]
                .properties
                .clone_from(&resource.properties);
            builder.assign(&at, index, resource.identity.as_ref())?;
        }
        let assignments = builder.assignments()?;
        Ok(Self {
            tenant_id: scenario.tenant_id.clone(),
            az_environment: scenario.az_environment.clone(),
            subscriptions,
            identities: builder.identities,
            resources: builder.resources,
            this_vm,
            assignments,
        })
    }
}

/// The world so far.
pub(super) struct Builder<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) identities: Vec<Identity>,
    pub(super) resources: Vec<Resource>,
}

/// Where a resource is, as the scenario says it.
struct Place<'a> {
    subscription: &'a Option<String>,
    group: &'a str,
    name: &'a str,
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

    fn resource(
        &mut self,
        at: &str,
        kind: &str,
        place: Place<'_>,
        location: &Option<String>,
    ) -> Checked<usize> {
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
        for (member, text) in [("name", place.name), ("resourceGroup", place.group)] {
            if text.is_empty() || text.contains('/') {
                return Err(ScenarioError::new(
                    format!("{at}.{member}"),
                    format!("'{text}' is no name"),
                ));
            }
        }
        let id = format!(
            "/subscriptions/{subscription}/resourceGroups/{}/providers/{kind}/{}",
            place.group, place.name
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
            group: place.group.to_owned(),
            kind: kind.to_owned(),
            name: place.name.to_owned(),
            location: location.clone().unwrap_or_else(|| REGION.to_owned()),
            tags: BTreeMap::new(),
            identity: None,
            properties: Map::new(),
        });
        Ok(self.resources.len() - 1)
    }

    fn user_assigned(&mut self, at: &str, identity: &UserAssignedIdentity) -> Checked<()> {
        let place = Place {
            subscription: &identity.subscription_id,
            group: &identity.resource_group,
            name: &identity.name,
        };
        let index = self.resource(at, IDENTITIES, place, &identity.location)?;
        let id = self.resources[index].id.clone();
        let added = self.identity(
            at,
            id,
            &identity.name,
            false,
            &identity.principal_id,
            &identity.client_id,
        )?;
        let added = &self.identities[added];
        let properties = [
            ("tenantId", &self.scenario.tenant_id),
            ("principalId", &added.principal_id),
            ("clientId", &added.client_id),
        ];
        self.resources[index].properties = properties
            .into_iter()
            .map(|(name, value)| (name.to_owned(), Value::from(value.as_str())))
            .collect();
        Ok(())
    }

    fn machine(&mut self, at: &str, machine: &VirtualMachine) -> Checked<ThisVm> {
        let place = Place {
            subscription: &machine.subscription_id,
            group: &machine.resource_group,
            name: &machine.name,
        };
        let index = self.resource(at, MACHINES, place, &machine.location)?;
        let id = self.resources[index].id.clone();
        let vm_id = machine.vm_id.clone().unwrap_or_else(|| derived(&id));
        guid(&format!("{at}.vmId"), &vm_id)?;
        let vm_size = machine
            .vm_size
            .clone()
            .unwrap_or_else(|| "Standard_B2s".to_owned());
        let os_type = machine
            .os_type
            .clone()
            .unwrap_or_else(|| "Linux".to_owned());
        if os_type != "Linux" && os_type != "Windows" {
            return Err(ScenarioError::new(
                format!("{at}.osType"),
                "must be Linux or Windows",
            ));
        }
        let group_id = id
            .split("/providers/")
            .next()
            .unwrap_or_default()
            .to_owned();
        let properties = json!({
            "vmId": vm_id,
            "provisioningState": "Succeeded",
            "timeCreated": "2026-01-01T00:00:00.0000000+00:00",
            "hardwareProfile": { "vmSize": vm_size },
            "osProfile": { "computerName": machine.name, "adminUsername": "azureuser" },
            "storageProfile": {
                "osDisk": {
                    "name": machine.name,
                    "osType": os_type,
                    "createOption": "FromImage",
                    "managedDisk": { "id": format!("{group_id}/providers/Microsoft.Compute/disks/{}", machine.name) },
                },
                "dataDisks": [],
            },
            "networkProfile": {
                "networkInterfaces": [{ "id": format!("{group_id}/providers/Microsoft.Network/networkInterfaces/{}-nic", machine.name) }],
            },
        });
        if let Value::Object(properties) = properties {
            self.resources[index].properties = properties;
        }
        self.resources[index].tags.clone_from(&machine.tags);
        let (system_assigned, user_assigned) = self.assign(at, index, machine.identity.as_ref())?;
        Ok(ThisVm {
            resource: index,
            vm_id,
            vm_size,
            os_type,
            system_assigned,
            user_assigned,
        })
    }
}

/// Refuses what is no GUID.
pub(super) fn guid(at: &str, text: &str) -> Checked<()> {
    if is_guid(text) {
        Ok(())
    } else {
        Err(ScenarioError::new(at, format!("'{text}' is no GUID")))
    }
}

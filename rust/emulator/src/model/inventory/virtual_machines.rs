//! Virtual machines and scale sets, and which of them the Instance Metadata Service speaks for.

use super::builder::{Builder, Checked, Placement, guid};
use super::machine::{Machine, Membership};
use crate::guid::derived;
use crate::model::scenario::{ScaleSet, ScenarioError, VirtualMachine};
use serde_json::{Map, Value, json};

const MACHINES: &str = "Microsoft.Compute/virtualMachines";
const SCALE_SETS: &str = "Microsoft.Compute/virtualMachineScaleSets";
const INSTANCES: &str = "Microsoft.Compute/virtualMachineScaleSets/virtualMachines";

impl Builder<'_> {
    /// Adds a virtual machine.
    pub(super) fn machine(&mut self, at: &str, machine: &VirtualMachine) -> Checked<()> {
        let place = Placement {
            kind: MACHINES,
            subscription: &machine.subscription_id,
            group: &machine.resource_group,
            name: &machine.name,
            location: &machine.location,
        };
        let index = self.resource(at, place)?;
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
        let mut properties = properties(&id, &machine.name, &vm_id, &vm_size, &os_type);
        let membership = match &machine.scale_set {
            Some(named) => Some(self.flexible_set(&format!("{at}.scaleSet"), named)?),
            None => None,
        };
        if let Some(id) = membership.as_ref().and_then(|set| set.flexible_id.as_ref()) {
            properties.insert("virtualMachineScaleSet".to_owned(), json!({ "id": id }));
        }
        self.resources[index].properties = properties;
        self.resources[index].tags.clone_from(&machine.tags);
        self.assign(at, index, machine.identity.as_ref())?;
        let name = machine.name.clone();
        self.machines.push(Machine {
            resource: index,
            host: index,
            name,
            vm_id,
            vm_size,
            os_type,
            membership,
        });
        Ok(())
    }

    /// Adds a scale set, and the instances of a uniform one.
    pub(super) fn scale_set(&mut self, at: &str, set: &ScaleSet) -> Checked<()> {
        let index = self.resource(
            at,
            Placement {
                kind: SCALE_SETS,
                subscription: &set.subscription_id,
                group: &set.resource_group,
                name: &set.name,
                location: &set.location,
            },
        )?;
        if set.flexible && !set.instances.is_empty() {
            let what = "a flexible set has none: its machines name it as their scaleSet";
            return Err(ScenarioError::new(format!("{at}.instances"), what));
        }
        let mode = if set.flexible { "Flexible" } else { "Uniform" };
        self.resources[index].properties = Map::from_iter([
            ("orchestrationMode".to_owned(), json!(mode)),
            ("provisioningState".to_owned(), json!("Succeeded")),
            (
                "uniqueId".to_owned(),
                json!(derived(&self.resources[index].id)),
            ),
        ]);
        let sku =
            json!({ "name": "Standard_B2s", "tier": "Standard", "capacity": set.instances.len() });
        self.resources[index].members.insert("sku".to_owned(), sku);
        self.assign(at, index, set.identity.as_ref())?;
        for (number, instance) in set.instances.iter().enumerate() {
            self.instance(&format!("{at}.instances[{number}]"), set, index, instance)?;
        }
        Ok(())
    }

    fn instance(&mut self, at: &str, set: &ScaleSet, host: usize, instance: &str) -> Checked<()> {
        let index = self.resource(
            at,
            Placement {
                kind: INSTANCES,
                subscription: &set.subscription_id,
                group: &set.resource_group,
                name: &format!("{}/{instance}", set.name),
                location: &set.location,
            },
        )?;
        let id = self.resources[index].id.clone();
        let name = format!("{}_{instance}", set.name);
        let (vm_id, vm_size, os_type) =
            (derived(&id), "Standard_B2s".to_owned(), "Linux".to_owned());
        self.resources[index].properties = properties(&id, &name, &vm_id, &vm_size, &os_type);
        self.resources[index]
            .members
            .insert("instanceId".to_owned(), json!(instance));
        let membership = Some(Membership {
            name: set.name.clone(),
            flexible_id: None,
        });
        self.machines.push(Machine {
            resource: index,
            host,
            name,
            vm_id,
            vm_size,
            os_type,
            membership,
        });
        Ok(())
    }

    fn flexible_set(&self, at: &str, named: &str) -> Checked<Membership> {
        let found = self.resources.iter().find(|resource| {
            resource.kind == SCALE_SETS
                && (resource.id.eq_ignore_ascii_case(named)
                    || resource.name.eq_ignore_ascii_case(named))
        });
        match found {
            Some(set) if set.properties.get("orchestrationMode") == Some(&json!("Flexible")) => {
                Ok(Membership {
                    name: set.name.clone(),
                    flexible_id: Some(set.id.clone()),
                })
            }
            Some(_) => Err(ScenarioError::new(at, format!("'{named}' isn't flexible"))),
            None => Err(ScenarioError::new(
                at,
                format!("no scale set is called '{named}'"),
            )),
        }
    }

    /// The machine that the scenario calls this one.
    pub(super) fn this_vm(&mut self) -> Checked<Machine> {
        let named = &self.scenario.this_vm;
        let means = |machine: &Machine| {
            machine.name.eq_ignore_ascii_case(named)
                || self.resources[machine.resource]
                    .id
                    .eq_ignore_ascii_case(named)
        };
        let mut found = (0..self.machines.len()).filter(|at| means(&self.machines[*at]));
        match (found.next(), found.next()) {
            (Some(at), None) => Ok(self.machines.swap_remove(at)),
            (None, _) => Err(ScenarioError::new(
                "thisVm",
                format!("no virtual machine is called '{named}'"),
            )),
            (Some(_), Some(_)) => Err(ScenarioError::new(
                "thisVm",
                format!("several machines are called '{named}': give an id"),
            )),
        }
    }
}

/// What Resource Manager says of a machine.
fn properties(
    id: &str,
    name: &str,
    vm_id: &str,
    vm_size: &str,
    os_type: &str,
) -> Map<String, Value> {
    let group = id.split("/providers/").next().unwrap_or_default();
    let disk = format!("{group}/providers/Microsoft.Compute/disks/{name}");
    let network = format!("{group}/providers/Microsoft.Network/networkInterfaces/{name}-nic");
    let properties = [
        ("vmId", json!(vm_id)),
        ("provisioningState", json!("Succeeded")),
        ("timeCreated", json!("2026-01-01T00:00:00.0000000+00:00")),
        ("hardwareProfile", json!({ "vmSize": vm_size })),
        (
            "osProfile",
            json!({ "computerName": name, "adminUsername": "azureuser" }),
        ),
        (
            "storageProfile",
            json!({
                "osDisk": { "name": name, "osType": os_type, "createOption": "FromImage", "managedDisk": { "id": disk } },
                "dataDisks": [],
            }),
        ),
        (
            "networkProfile",
            json!({ "networkInterfaces": [{ "id": network }] }),
        ),
    ];
    properties
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

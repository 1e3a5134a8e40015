//! Virtual machines and scale sets, and which of them the Instance Metadata Service represents.

use super::builder::{Builder, Checked, ensure, guid, only};
use super::machine::{Machine, Membership};
use crate::guid::derived;
use crate::json::members;
use crate::model::scenario::{ScaleSet, ScenarioError, VirtualMachine};
use serde_json::{Map, Value, json};

const MACHINES: &str = "Microsoft.Compute/virtualMachines";
const SCALE_SETS: &str = "Microsoft.Compute/virtualMachineScaleSets";
const INSTANCES: &str = "Microsoft.Compute/virtualMachineScaleSets/virtualMachines";

/// The default size of a machine.
const VM_SIZE: &str = "Standard_B2s";

impl Builder<'_> {
    /// Adds a virtual machine.
    pub(super) fn machine(&mut self, at: &str, machine: &VirtualMachine) -> Checked<()> {
        let place = (&machine.subscription_id, machine.resource_group.as_str());
        let index = self.resource(at, MACHINES, place, &machine.name, &machine.location)?;
        let id = self.resources[index].id.clone();
        let vm_id = machine.vm_id.clone().unwrap_or_else(|| derived(&id));
        guid(&format!("{at}.vmId"), &vm_id)?;
        let vm_size = machine.vm_size.as_deref().unwrap_or(VM_SIZE).to_owned();
        let os_type = machine.os_type.as_deref().unwrap_or("Linux").to_owned();
        let is_known = os_type == "Linux" || os_type == "Windows";
        ensure(is_known, format!("{at}.osType"), "must be Linux or Windows")?;
        let membership = machine.scale_set.as_ref();
        let membership = membership.map(|named| self.flexible_set(&format!("{at}.scaleSet"), named)).transpose()?;
        let built =
            Machine { resource: index, host: index, name: machine.name.clone(), vm_id, vm_size, os_type, membership };
        let resource = &mut self.resources[index];
        resource.properties = properties(&id, &built);
        resource.tags.clone_from(&machine.tags);
        self.assign(at, index, machine.identity.as_ref())?;
        self.machines.push(built);
        Ok(())
    }

    /// Adds a scale set, and the instances of a uniform one.
    pub(super) fn scale_set(&mut self, at: &str, set: &ScaleSet) -> Checked<()> {
        let place = (&set.subscription_id, set.resource_group.as_str());
        let index = self.resource(at, SCALE_SETS, place, &set.name, &set.location)?;
        let what = "a flexible set has none: its machines name it as their scaleSet";
        let is_empty = !set.flexible || set.instances.is_empty();
        ensure(is_empty, format!("{at}.instances"), what)?;
        let mode = if set.flexible { "Flexible" } else { "Uniform" };
        let sku = json!({ "name": VM_SIZE, "tier": "Standard", "capacity": set.instances.len() });
        let resource = &mut self.resources[index];
        resource.members.insert("sku".to_owned(), sku);
        resource.properties = members(json!({
            "orchestrationMode": mode,
            "provisioningState": "Succeeded",
            "uniqueId": derived(&resource.id),
        }));
        self.assign(at, index, set.identity.as_ref())?;
        for (number, instance) in set.instances.iter().enumerate() {
            self.instance(&format!("{at}.instances[{number}]"), set, index, instance)?;
        }
        Ok(())
    }

    fn instance(&mut self, at: &str, set: &ScaleSet, host: usize, instance: &str) -> Checked<()> {
        let place = (&set.subscription_id, set.resource_group.as_str());
        let index = self.resource(at, INSTANCES, place, &format!("{}/{instance}", set.name), &set.location)?;
        let resource = &mut self.resources[index];
        let built = Machine {
            resource: index,
            host,
            name: format!("{}_{instance}", set.name),
            vm_id: derived(&resource.id),
            vm_size: VM_SIZE.to_owned(),
            os_type: "Linux".to_owned(),
            membership: Some(Membership { name: set.name.clone(), flexible_id: None }),
        };
        let number = json!(instance);
        resource.members.insert("instanceId".to_owned(), number);
        resource.properties = properties(&resource.id, &built);
        self.machines.push(built);
        Ok(())
    }

    fn flexible_set(&self, at: &str, named: &str) -> Checked<Membership> {
        let mut sets = self.resources.iter().filter(|set| set.kind == SCALE_SETS);
        let set = sets
            .find(|set| set.is_called(named))
            .ok_or_else(|| ScenarioError::new(at, format!("no scale set is called '{named}'")))?;
        let is_flexible = set.properties.get("orchestrationMode") == Some(&json!("Flexible"));
        ensure(is_flexible, at, format!("'{named}' isn't flexible"))?;
        Ok(Membership { name: set.name.clone(), flexible_id: Some(set.id.clone()) })
    }

    /// Finds the machine that the scenario's `thisVm` names.
    pub(super) fn this_vm(&mut self) -> Checked<Machine> {
        let named = &self.scenario.this_vm;
        let is_it = |machine: &Machine| {
            let id = &self.resources[machine.resource].id;
            machine.name.eq_ignore_ascii_case(named) || id.eq_ignore_ascii_case(named)
        };
        let found = (0..self.machines.len()).filter(|place| is_it(&self.machines[*place]));
        let place = only(found, "thisVm", "virtual machine", named)?;
        Ok(self.machines.swap_remove(place))
    }
}

/// The properties of a machine in Resource Manager.
fn properties(id: &str, machine: &Machine) -> Map<String, Value> {
    let group = id.split("/providers/").next().unwrap_or_default();
    let (name, os_type) = (&machine.name, &machine.os_type);
    let disk = format!("{group}/providers/Microsoft.Compute/disks/{name}");
    let network = format!("{group}/providers/Microsoft.Network/networkInterfaces/{name}-nic");
    let mut properties = members(json!({
        "vmId": machine.vm_id,
        "provisioningState": "Succeeded",
        "timeCreated": "2026-01-01T00:00:00.0000000+00:00",
        "hardwareProfile": { "vmSize": machine.vm_size },
        "osProfile": { "computerName": name, "adminUsername": "azureuser" },
        "storageProfile": {
            "osDisk": { "name": name, "osType": os_type, "createOption": "FromImage", "managedDisk": { "id": disk } },
            "dataDisks": [],
        },
        "networkProfile": { "networkInterfaces": [{ "id": network }] },
    }));
    let set = machine.membership.as_ref();
    if let Some(id) = set.and_then(|set| set.flexible_id.as_ref()) {
        properties.insert("virtualMachineScaleSet".to_owned(), json!({ "id": id }));
    }
    properties
}

//! Reads a scenario file.

use crate::model::scenario::{
    Arm, Hosts, Imds, Resource, RoleAssignment, ScaleSet, Scenario, ScenarioError, Subscription, UserAssignedIdentity,
    VirtualMachine,
};
use serde::Deserialize;

/// The file as written: a member that is left out isn't the same as an empty one.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct File {
    tenant_id: Option<String>,
    az_environment: Option<String>,
    token_lifetime_seconds: Option<u64>,
    unknown_resources: Option<Vec<String>>,
    imds: Option<Imds>,
    arm: Option<Arm>,
    hosts: Option<Hosts>,
    subscriptions: Option<Vec<Subscription>>,
    user_assigned_identities: Option<Vec<UserAssignedIdentity>>,
    virtual_machines: Option<Vec<VirtualMachine>>,
    virtual_machine_scale_sets: Option<Vec<ScaleSet>>,
    this_vm: Option<String>,
    resources: Option<Vec<Resource>>,
    role_assignments: Option<Vec<RoleAssignment>>,
}

impl File {
    fn describes_resources(&self) -> bool {
        self.subscriptions.is_some()
            || self.user_assigned_identities.is_some()
            || self.virtual_machines.is_some()
            || self.virtual_machine_scale_sets.is_some()
            || self.this_vm.is_some()
            || self.resources.is_some()
            || self.role_assignments.is_some()
    }
}

impl Scenario {
    /// Reads a scenario file. Whether its references lead to something is checked when an emulator starts with it.
    ///
    /// # Errors
    /// Says where in the file what is wrong: bad JSON and unknown members.
    pub fn from_json(text: &str) -> Result<Self, ScenarioError> {
        // Windows editors add a byte order mark.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = serde_json::Deserializer::from_str(text);
        let file: File = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let path = error.path().to_string();
            ScenarioError::new(
                if path == "." || path == "?" { "the file".to_owned() } else { path },
                error.inner().to_string(),
            )
        })?;
        reader.end().map_err(|error| ScenarioError::new("the file", error.to_string()))?;

        let mut scenario = Scenario::default();
        if file.describes_resources() {
            let virtual_machines = file.virtual_machines.unwrap_or_default();
            scenario.this_vm = file
                .this_vm
                .or_else(|| virtual_machines.first().map(|machine| machine.name.clone()))
                .unwrap_or_default();
            scenario.virtual_machines = virtual_machines;
            scenario.virtual_machine_scale_sets = file.virtual_machine_scale_sets.unwrap_or_default();
            scenario.user_assigned_identities = file.user_assigned_identities.unwrap_or_default();
            scenario.resources = file.resources.unwrap_or_default();
            scenario.role_assignments = file.role_assignments.unwrap_or_default();
            scenario.arm.vaults.clear();
            if let Some(subscriptions) = file.subscriptions {
                scenario.subscriptions = subscriptions;
            }
        }
        scenario.tenant_id = file.tenant_id.unwrap_or(scenario.tenant_id);
        scenario.az_environment = file.az_environment.unwrap_or(scenario.az_environment);
        scenario.token_lifetime_seconds = file.token_lifetime_seconds.unwrap_or(scenario.token_lifetime_seconds);
        scenario.unknown_resources = file.unknown_resources.unwrap_or(scenario.unknown_resources);
        scenario.imds = file.imds.unwrap_or(scenario.imds);
        let vaults = scenario.arm.vaults;
        scenario.arm = file.arm.unwrap_or_default();
        if scenario.arm.vaults.is_empty() {
            scenario.arm.vaults = vaults;
        }
        scenario.hosts = file.hosts.unwrap_or(scenario.hosts);
        Ok(scenario)
    }
}

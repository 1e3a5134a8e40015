//! What the emulator serves, and its JSON form.
//!
//! Every member may be left out. A file without any of `subscriptions`, `userAssignedIdentities`, `virtualMachines`, `resources`,
//! `virtualMachineScaleSets`, `roleAssignments` and `thisVm` changes settings of the default scenario; a file with any of them describes
//! everything itself. `README.md` beside this crate has an example that uses everything.

mod hosts;

pub use hosts::{
    AppService, ArcAgent, Automation, Challenge, CloudShell, Dates, Hosts, MachineLearning, ServiceFabric,
};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;

/// A scenario: which resources and identities there are, and who may do what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Scenario {
    /// The tenant of all identities.
    pub tenant_id: String,
    /// The cloud's name in instance metadata, such as `AzurePublicCloud`: it decides which of the well-known audiences
    /// Resource Manager accepts beside its own.
    pub az_environment: String,
    /// Seconds that a token lives.
    pub token_lifetime_seconds: u64,
    /// Resources that the tenant doesn't know: tokens for them are refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown_resources: Vec<String>,
    /// What the Instance Metadata Service does.
    #[serde(default)]
    pub imds: Imds,
    /// What Resource Manager does.
    pub arm: Arm,
    /// What the other identity endpoints do.
    #[serde(default)]
    pub hosts: Hosts,
    /// The subscriptions; the first is the default of everything below.
    pub subscriptions: Vec<Subscription>,
    /// User-assigned identities.
    pub user_assigned_identities: Vec<UserAssignedIdentity>,
    /// Virtual machines.
    pub virtual_machines: Vec<VirtualMachine>,
    /// Virtual machine scale sets.
    #[serde(default)]
    pub virtual_machine_scale_sets: Vec<ScaleSet>,
    /// The machine that the Instance Metadata Service speaks for: a name or an id of one of the virtual machines, or of an instance
    /// of a uniform scale set, whose name is `<scale set>_<instance>`.
    pub this_vm: String,
    /// Other resources of any type.
    pub resources: Vec<Resource>,
    /// Who may do what; without any, lists are empty and everything else is 403.
    pub role_assignments: Vec<RoleAssignment>,
}

/// Settings of the Instance Metadata Service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Imds {
    /// Whether to refuse with 429 what the real service would: more than 20 token requests a second or 5 at once, more than 5
    /// others a second.
    pub rate_limits: bool,
}

/// Settings of Resource Manager.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Arm {
    /// How many items a page of a list holds.
    pub page_size: usize,
    /// Scheme and host that next links point to instead of the emulator's own: what a hostile answer would do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_link_base: Option<String>,
    /// Changes to `/metadata/endpoints`, as a JSON merge patch: `{"authentication": {"audiences": ["..."]}}`.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub metadata: Map<String, Value>,
    /// Machines that are only counted: for lists of any length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fleet: Option<Fleet>,
    /// The most rows that a page of Resource Graph holds; 1,000 at most.
    pub graph_rows: usize,
    /// How many queries Resource Graph answers a caller within five seconds.
    pub graph_quota: u32,
    /// Whether to refuse with 429 what the real service would: reads beyond 250 at once and 25 a second, writes beyond 200 and
    /// 10.
    pub rate_limits: bool,
    /// How many times an operation is polled until it is over.
    pub operation_looks: u32,
    /// Seconds that operations ask to wait between two polls.
    pub operation_retry_after: u64,
    /// Key vaults, and in each the names and values of its secrets.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub vaults: BTreeMap<String, BTreeMap<String, String>>,
}

/// Machines that are only counted, spread over all subscriptions: by turns with a system-assigned identity, a user-assigned one,
/// both, and none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Fleet {
    /// How many.
    pub count: usize,
    /// What their names begin with; a number of six digits follows.
    pub name_prefix: String,
    /// Their resource group.
    pub resource_group: String,
}

impl Default for Fleet {
    fn default() -> Self {
        Self { count: 0, name_prefix: "fleet-".to_owned(), resource_group: "fleet".to_owned() }
    }
}

impl Default for Arm {
    fn default() -> Self {
        Self {
            page_size: 100,
            next_link_base: None,
            metadata: Map::new(),
            fleet: None,
            graph_rows: 1_000,
            graph_quota: 15,
            rate_limits: false,
            operation_looks: 2,
            operation_retry_after: 0,
            vaults: BTreeMap::new(),
        }
    }
}

/// A subscription.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Subscription {
    /// Its id, a GUID.
    pub subscription_id: String,
    /// Its name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub display_name: String,
    /// `Enabled` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Its tenant, if it isn't the identities' own: tokens are then from the wrong issuer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<String>,
}

/// A user-assigned identity. Ids left out are derived from its name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UserAssignedIdentity {
    /// Its name.
    pub name: String,
    /// Its resource group.
    pub resource_group: String,
    /// Its subscription; the first if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<String>,
    /// Its region; `westeurope` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Its object id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal_id: Option<String>,
    /// Its application id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}

/// The identities of a resource. Ids left out are derived from the resource's id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AssignedIdentity {
    /// Whether it has an identity of its own.
    pub system_assigned: bool,
    /// The system-assigned identity's object id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal_id: Option<String>,
    /// The system-assigned identity's application id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Names or ids of user-assigned identities.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub user_assigned: Vec<String>,
}

/// A virtual machine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VirtualMachine {
    /// Its name.
    pub name: String,
    /// Its resource group.
    pub resource_group: String,
    /// Its subscription; the first if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<String>,
    /// Its region; `westeurope` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Its unique id; derived from its resource id if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vm_id: Option<String>,
    /// Its size; `Standard_B2s` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vm_size: Option<String>,
    /// `Linux` or `Windows`; `Linux` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os_type: Option<String>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// The name or id of the flexible scale set it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale_set: Option<String>,
    /// Its identities; none if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<AssignedIdentity>,
}

/// A virtual machine scale set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScaleSet {
    /// Its name.
    pub name: String,
    /// Its resource group.
    pub resource_group: String,
    /// Its subscription; the first if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<String>,
    /// Its region; `westeurope` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Whether its members are ordinary virtual machines, which name it as their `scaleSet`, and not instances of its own.
    #[serde(default)]
    pub flexible: bool,
    /// The ids of a uniform set's instances, such as `0`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instances: Vec<String>,
    /// Its identities, which are those of a uniform set's instances; none if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<AssignedIdentity>,
}

/// A resource of any other type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Resource {
    /// Its type, such as `Microsoft.Compute/disks` or `Microsoft.ServiceFabric/clusters/applications`.
    #[serde(rename = "type")]
    pub resource_type: String,
    /// Its name; of a type inside another, the outer name, a slash, and its own.
    pub name: String,
    /// Its resource group.
    pub resource_group: String,
    /// Its subscription; the first if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<String>,
    /// Its region; `westeurope` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// Its identities; none if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<AssignedIdentity>,
    /// Its properties.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub properties: Map<String, Value>,
}

/// A role assigned to an identity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoleAssignment {
    /// A principal id, the name of a user-assigned identity, or the name or id of a resource with an own identity.
    pub principal: String,
    /// `Owner`, `Contributor`, `Reader`, `Virtual Machine Contributor` or `Managed Identity Operator`.
    pub role: String,
    /// The id that everything below inherits from; the first subscription if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

/// A scenario that can't be served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioError {
    /// Where in the scenario, such as `virtualMachines[1].identity`.
    pub at: String,
    /// What is wrong there.
    pub what: String,
}

impl ScenarioError {
    pub(crate) fn new(at: impl Into<String>, what: impl Into<String>) -> Self {
        Self { at: at.into(), what: what.into() }
    }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.what)
    }
}

impl std::error::Error for ScenarioError {}

//! The scenario that the emulator serves, and its JSON form.
//!
//! Every member is optional. A file without any of `subscriptions`, `userAssignedIdentities`, `virtualMachines`, `resources`,
//! `virtualMachineScaleSets`, `roleAssignments` and `thisVm` changes settings of the default scenario; a file with any of them describes
//! replaces all of them. This crate's `README.md` has an example that uses every member.

mod hosts;

pub use hosts::{
    AppService, ArcAgent, Automation, Challenge, CloudShell, Dates, Hosts, MachineLearning, ServiceFabric,
};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;

/// A scenario: the resources, the identities, and their roles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Scenario {
    /// The tenant of all identities.
    pub tenant_id: String,
    /// The cloud's name in instance metadata, such as `AzurePublicCloud`. It determines which well-known audiences Resource Manager
    /// accepts in addition to its own.
    pub az_environment: String,
    /// The lifetime of a token, in seconds.
    pub token_lifetime_seconds: u64,
    /// Resources that the tenant doesn't know. Token requests for them fail.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown_resources: Vec<String>,
    /// Settings of the Instance Metadata Service.
    #[serde(default)]
    pub imds: Imds,
    /// Settings of Resource Manager.
    pub arm: Arm,
    /// Settings of the other identity endpoints.
    #[serde(default)]
    pub hosts: Hosts,
    /// The subscriptions. The first one is the default for the members below.
    pub subscriptions: Vec<Subscription>,
    /// User-assigned identities.
    pub user_assigned_identities: Vec<UserAssignedIdentity>,
    /// Virtual machines.
    pub virtual_machines: Vec<VirtualMachine>,
    /// Virtual machine scale sets.
    #[serde(default)]
    pub virtual_machine_scale_sets: Vec<ScaleSet>,
    /// The machine that the Instance Metadata Service represents: the name or id of a virtual machine, or of an instance of a uniform
    /// scale set, whose name is `<scale set>_<instance>`.
    pub this_vm: String,
    /// Other resources of any type.
    pub resources: Vec<Resource>,
    /// The role assignments. Without any, lists are empty and every other request fails with 403.
    pub role_assignments: Vec<RoleAssignment>,
}

/// Settings of the Instance Metadata Service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Imds {
    /// Whether to apply the real service's limits, with status 429: 20 token requests a second and 5 at once, and 5 other requests a
    /// second.
    pub rate_limits: bool,
}

/// Settings of Resource Manager.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Arm {
    /// The number of items on a page of a list.
    pub page_size: usize,
    /// Scheme and host of next links, instead of the emulator's own. Simulates a malicious response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_link_base: Option<String>,
    /// Changes to `/metadata/endpoints`, as a JSON merge patch: `{"authentication": {"audiences": ["..."]}}`.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub metadata: Map<String, Value>,
    /// Machines of which only the number is given, for lists of any length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fleet: Option<Fleet>,
    /// The maximum number of rows on a page of Resource Graph, up to 1,000.
    pub graph_rows: usize,
    /// How many queries a caller can send to Resource Graph within five seconds.
    pub graph_quota: u32,
    /// Whether to apply the real service's limits, with status 429: 250 reads at once and 25 a second, and 200 writes at once and 10 a
    /// second.
    pub rate_limits: bool,
    /// How many polls it takes until an operation ends.
    pub operation_looks: u32,
    /// The `Retry-After` of operations, in seconds.
    pub operation_retry_after: u64,
    /// Key vaults, with the names and values of their secrets.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub vaults: BTreeMap<String, BTreeMap<String, String>>,
}

/// Machines of which only the number is given, spread over all subscriptions: in turn, with a system-assigned identity, a
/// user-assigned one, both, and none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Fleet {
    /// The number of machines.
    pub count: usize,
    /// The prefix of their names. A six-digit number follows.
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
    /// Its tenant, if it differs from the identities' tenant. Tokens then have the wrong issuer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<String>,
}

/// A user-assigned identity. Missing ids are derived from its name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UserAssignedIdentity {
    /// Its name.
    pub name: String,
    /// Its resource group.
    pub resource_group: String,
    /// Its subscription; the first one if absent.
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

/// The identities of a resource. Missing ids are derived from the resource's id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AssignedIdentity {
    /// Whether it has a system-assigned identity.
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
    /// Its subscription; the first one if absent.
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
    /// Its subscription; the first one if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<String>,
    /// Its region; `westeurope` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Whether its members are ordinary virtual machines that name it as their `scaleSet`, instead of instances.
    #[serde(default)]
    pub flexible: bool,
    /// The ids of a uniform set's instances, such as `0`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instances: Vec<String>,
    /// Its identities, which the instances of a uniform set share; none if absent.
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
    /// Its name. For a nested type, the parent's name, a slash, and its own name.
    pub name: String,
    /// Its resource group.
    pub resource_group: String,
    /// Its subscription; the first one if absent.
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
    /// A principal id, the name of a user-assigned identity, or the name or id of a resource with a system-assigned identity.
    pub principal: String,
    /// `Owner`, `Contributor`, `Reader`, `Virtual Machine Contributor` or `Managed Identity Operator`.
    pub role: String,
    /// The id of the scope, from which everything below inherits; the first subscription if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

/// An error in a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioError {
    /// The location of the error, such as `virtualMachines[1].identity`.
    pub at: String,
    /// The description of the error.
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

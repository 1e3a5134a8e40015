//! Where everything is, and who is there: what a client needs to know, and what the ready file says.

use crate::world::{Identity, World};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The running emulator's addresses and its world's main facts. As JSON, in camel case, this is the ready file.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Endpoints {
    /// Base URL of the Instance Metadata Service: `http://127.0.0.1:PORT`.
    pub imds: String,
    /// Base URL of Resource Manager: `https://localhost:PORT`.
    pub arm: String,
    /// PEM file with the root certificate that Resource Manager's certificate comes from.
    pub ca_file: PathBuf,
    /// The variables that point clients here.
    pub environment: BTreeMap<String, String>,
    /// The tenant.
    pub tenant_id: String,
    /// This machine's subscription.
    pub subscription_id: String,
    /// This machine's resource group.
    pub resource_group_name: String,
    /// This machine's name.
    pub vm_name: String,
    /// This machine's unique id.
    pub vm_id: String,
    /// This machine's resource id.
    pub vm_resource_id: String,
    /// This machine's own identity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system_assigned: Option<IdentityFacts>,
    /// The user-assigned identities of this machine.
    pub user_assigned: Vec<IdentityFacts>,
}

/// An identity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentityFacts {
    /// Its name, or its owner's.
    pub name: String,
    /// Its id, or its owner's.
    pub resource_id: String,
    /// Its object id.
    pub principal_id: String,
    /// Its application id.
    pub client_id: String,
}

impl Endpoints {
    /// The facts of `world`, served at these addresses.
    pub(crate) fn new(world: &World, imds: String, arm: String, ca_file: &Path) -> Self {
        let machine = world.this_resource();
        let facts = |at: usize| IdentityFacts::from(&world.identities[at]);
        let environment = [
            ("AZURE_POD_IDENTITY_AUTHORITY_HOST", imds.clone()),
            ("AZMI_ENVIRONMENT", arm.clone()),
            ("AZMI_CA_FILE", ca_file.to_string_lossy().into_owned()),
        ];
        Self {
            imds,
            arm,
            ca_file: ca_file.to_owned(),
            environment: environment
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            tenant_id: world.tenant_id.clone(),
            subscription_id: machine.subscription_id.clone(),
            resource_group_name: machine.group.clone(),
            vm_name: machine.name.clone(),
            vm_id: world.this_vm.vm_id.clone(),
            vm_resource_id: machine.id.clone(),
            system_assigned: world.this_vm.system_assigned.map(facts),
            user_assigned: world
                .this_vm
                .user_assigned
                .iter()
                .map(|at| facts(*at))
                .collect(),
        }
    }
}

impl From<&Identity> for IdentityFacts {
    fn from(identity: &Identity) -> Self {
        Self {
            name: identity.name.clone(),
            resource_id: identity.resource_id.clone(),
            principal_id: identity.principal_id.clone(),
            client_id: identity.client_id.clone(),
        }
    }
}

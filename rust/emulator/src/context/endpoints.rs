//! The endpoints' addresses and this machine's properties, for clients and for the ready file.

use crate::endpoint::Endpoint;
use crate::model::inventory::{Identity, Inventory};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The running emulator's addresses and main properties. The ready file is this struct as JSON, in camel case.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Endpoints {
    /// Base URL of the Instance Metadata Service: `http://127.0.0.1:PORT`.
    pub imds: String,
    /// Base URL of Resource Manager: `https://localhost:PORT`.
    pub arm: String,
    /// PEM file with the root certificate that issued Resource Manager's certificate.
    pub ca_file: PathBuf,
    /// The environment variables that direct clients to the emulator.
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
    /// This machine's system-assigned identity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system_assigned: Option<IdentityFacts>,
    /// The user-assigned identities of this machine.
    pub user_assigned: Vec<IdentityFacts>,
    /// The other identity endpoints.
    pub sources: BTreeMap<Endpoint, Source>,
}

/// An identity endpoint other than the Instance Metadata Service.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// The URL at which tokens are requested.
    pub url: String,
    /// The environment variables that its platform sets. Clients find the endpoint only if the variables of other sources aren't set.
    pub environment: BTreeMap<String, String>,
    /// The system-assigned identity of the resource that it represents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system_assigned: Option<IdentityFacts>,
    /// The user-assigned identities of that resource.
    pub user_assigned: Vec<IdentityFacts>,
}

impl Source {
    /// Describes an endpoint for clients: its URL for tokens, and the variables of its platform.
    pub(crate) fn new(inventory: &Inventory, endpoint: Endpoint, url: String, variables: Vec<(&str, String)>) -> Self {
        let host = inventory.host(endpoint);
        Self {
            url,
            environment: variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            system_assigned: host.and_then(|host| inventory.system_assigned(host)).map(IdentityFacts::from),
            user_assigned: host
                .into_iter()
                .flat_map(|host| inventory.user_assigned(host))
                .map(IdentityFacts::from)
                .collect(),
        }
    }
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
    /// Describes `inventory`, served at these addresses.
    pub(crate) fn new(
        inventory: &Inventory,
        imds: String,
        arm: String,
        ca_file: &Path,
        sources: BTreeMap<Endpoint, Source>,
    ) -> Self {
        let machine = inventory.this_resource();
        let host = &inventory.resources[inventory.this_vm.host];
        let environment = [
            ("AZURE_POD_IDENTITY_AUTHORITY_HOST", imds.clone()),
            ("AZMI_ENVIRONMENT", arm.clone()),
            ("AZMI_CA_FILE", ca_file.to_string_lossy().into_owned()),
        ];
        Self {
            imds,
            arm,
            ca_file: ca_file.to_owned(),
            environment: environment.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            tenant_id: inventory.tenant_id.clone(),
            subscription_id: machine.subscription_id.clone(),
            resource_group_name: machine.group.clone(),
            vm_name: inventory.this_vm.name.clone(),
            vm_id: inventory.this_vm.vm_id.clone(),
            vm_resource_id: machine.id.clone(),
            system_assigned: inventory.system_assigned(host).map(IdentityFacts::from),
            user_assigned: inventory.user_assigned(host).map(IdentityFacts::from).collect(),
            sources,
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

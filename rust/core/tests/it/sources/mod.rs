//! What the tests of the identity sources share: clients for one endpoint of the emulator, and simulated machines.
#![allow(dead_code, reason = "each test file uses only part of it")]

pub mod cases;
pub mod machine;
#[cfg(target_os = "linux")]
pub mod namespace;
pub mod peers;
pub mod raw;
pub mod reasons;
pub mod recording;
pub mod table;

use azmi_core::Platform;
use azmi_core::{Client, ClientOptions, Env, Identity, SourceKind};
use azmi_emulator::{Emulator, Endpoint, Fault, IdentityFacts, RequestRecord};
use machine::Machine;
use std::collections::BTreeMap;
use std::sync::Arc;

/// An id that doesn't exist in the emulator.
pub const NOBODY: &str = "99999999-9999-4999-8999-999999999999";

/// The endpoints that variables lead to, each with its source.
pub const BY_VARIABLES: [(Endpoint, SourceKind); 7] = [
    (Endpoint::Imds, SourceKind::Vm),
    (Endpoint::AppService, SourceKind::AppService),
    (Endpoint::Automation, SourceKind::Automation),
    (Endpoint::MachineLearning, SourceKind::MachineLearning),
    (Endpoint::CloudShell, SourceKind::CloudShell),
    (Endpoint::Arc, SourceKind::Arc),
    (Endpoint::ServiceFabric, SourceKind::ServiceFabric),
];

/// The variables that lead a client to `endpoint` alone. Resource Manager is the public cloud's and gets no request: these
/// tests are about identity endpoints.
pub fn variables(emulator: &Emulator, endpoint: Endpoint) -> BTreeMap<String, String> {
    let mut variables = emulator.endpoints().environment.clone();
    variables.remove("AZMI_ENVIRONMENT");
    if endpoint != Endpoint::Imds {
        variables.remove("AZURE_POD_IDENTITY_AUTHORITY_HOST");
        variables.extend(emulator.endpoints().sources[&endpoint].environment.clone());
    }
    variables
}

/// Returns `variables` with one of them changed.
pub fn changed(mut variables: BTreeMap<String, String>, name: &str, value: &str) -> BTreeMap<String, String> {
    variables.insert(name.to_owned(), value.to_owned());
    variables
}

/// The variables of App Service's old protocol only.
pub fn old_app_service(emulator: &Emulator) -> BTreeMap<String, String> {
    let mut variables = variables(emulator, Endpoint::AppService);
    variables.retain(|name, _| !name.starts_with("IDENTITY_"));
    variables
}

/// The identities of an endpoint: the system-assigned one and the first user-assigned one.
pub fn identities(emulator: &Emulator, endpoint: Endpoint) -> (IdentityFacts, IdentityFacts) {
    let endpoints = emulator.endpoints();
    let (own, assigned) = match endpoint {
        Endpoint::Imds => (&endpoints.system_assigned, &endpoints.user_assigned),
        _ => {
            let source = &endpoints.sources[&endpoint];
            (&source.system_assigned, &source.user_assigned)
        }
    };
    (own.clone().expect("a system-assigned identity"), assigned[0].clone())
}

/// The three ways to select an identity.
pub fn selectors(facts: &IdentityFacts) -> [Identity; 3] {
    [
        Identity::ClientId(facts.client_id.clone()),
        Identity::ObjectId(facts.principal_id.clone()),
        Identity::ResourceId(facts.resource_id.clone()),
    ]
}

/// Options with these variables.
pub fn with_variables(variables: impl IntoIterator<Item = (String, String)>, identity: Identity) -> ClientOptions {
    ClientOptions { env: Env::from_pairs(variables), identity, ..ClientOptions::default() }
}

/// A client for `endpoint` on a machine without an Azure Arc agent.
pub fn client_of(emulator: &Emulator, endpoint: Endpoint, identity: Identity) -> Client {
    made(with_variables(variables(emulator, endpoint), identity), Machine::plain()).expect("the options are valid")
}

/// A client on a simulated machine.
pub fn made(options: ClientOptions, machine: Machine) -> azmi_core::Result<Client> {
    let world: Arc<dyn Platform> = Arc::new(machine);
    Client::with_platform(options, world)
}

/// The requests to `endpoint`.
pub fn asked(emulator: &Emulator, endpoint: Endpoint) -> Vec<RequestRecord> {
    let mut all = emulator.requests();
    all.retain(|request| request.endpoint == endpoint && !request.path.starts_with("/metadata/instance"));
    all
}

/// A refusal with this status and body for every request.
pub fn refusal(endpoint: Endpoint, status: u16, body: &str) -> Vec<Fault> {
    vec![Fault { status: Some(status), body: Some(body.to_owned()), ..Fault::at(endpoint) }]
}

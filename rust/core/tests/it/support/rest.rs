//! Requests as administrators make them.

use azmi_core::{Client, Error, RestAnswer, RestRequest};
use azmi_emulator::Emulator;
use serde_json::Value;

use super::quick;

pub const SUBSCRIPTION: &str = "/subscriptions/22222222-2222-4222-8222-222222222222";
pub const CONTRIBUTOR: &str = r#"{"virtualMachines":[{"name":"vm1","resourceGroup":"rg1","identity":{"systemAssigned":true}}],"thisVm":"vm1",
    "roleAssignments":[{"principal":"vm1","role":"Owner"},{"principal":"vm1","role":"Key Vault Secrets Officer"}],
    "arm":{"vaults":{"vault1":{"greeting":"hello"}}}}"#;

pub fn path(path: &str) -> RestRequest {
    RestRequest { path: Some(path.to_owned()), api_version: Some("2022-09-01".into()), ..RestRequest::default() }
}

pub fn uri(uri: &str) -> RestRequest {
    RestRequest { uri: Some(uri.to_owned()), ..RestRequest::default() }
}

pub fn send_body(method: &str, to: &str, body: Value) -> RestRequest {
    RestRequest { method: Some(method.to_owned()), body: Some(body.to_string()), ..path(to) }
}

pub async fn send(client: &Client, request: RestRequest) -> Result<RestAnswer, Error> {
    client.rest(&request, &quick()).await
}

pub fn json_of(answer: &RestAnswer) -> Value {
    serde_json::from_slice(answer.body()).unwrap()
}

pub fn vault(emulator: &Emulator, rest: &str) -> String {
    let port = emulator.endpoints().arm.rsplit(':').next().unwrap().to_owned();
    format!("https://vault1.vault.localhost:{port}/{rest}")
}

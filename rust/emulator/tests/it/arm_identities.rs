//! Resource Manager: identities of scale sets, Arc machines and other resources, and revoked tokens.

use crate::support::{ARM, SUBSCRIPTION, VM, arm_get, claims, code, get, start, start_with, token};
use azmi_emulator::{Emulator, Endpoint, Fault};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

const SETS: &str = r#"{
    "virtualMachineScaleSets":[
        {"name":"uni","resourceGroup":"g","instances":["0","7"],"identity":{"systemAssigned":true}},
        {"name":"flex","resourceGroup":"g","flexible":true}],
    "virtualMachines":[{"name":"member","resourceGroup":"g","scaleSet":"flex","identity":{"systemAssigned":true}}],
    "thisVm":"THIS",
    "roleAssignments":[{"principal":"uni","role":"Reader"},{"principal":"member","role":"Reader"}]}"#;

fn with_machine(this: &str) -> Emulator {
    start_with(&SETS.replace("THIS", this))
}

/// The instance document of the current machine, with this name and scale set.
fn compute(emulator: &Emulator, name: &str, set: &str) -> Value {
    let target = "/metadata/instance/compute?api-version=2021-03-01";
    let compute = get(emulator, target).json();
    assert_eq!((&compute["name"], &compute["vmScaleSetName"]), (&json!(name), &json!(set)));
    compute
}

fn sets(rest: &str) -> String {
    format!(
        "{SUBSCRIPTION}/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets{rest}?api-version={VM}"
    )
}

#[test]
fn an_instance_of_a_uniform_set_has_the_sets_identity() {
    let emulator = with_machine("uni_7");
    let compute = compute(&emulator, "uni_7", "uni");
    assert_eq!(compute["virtualMachineScaleSet"]["id"], "");
    let id = compute["resourceId"].as_str().expect("an id");
    assert!(id.ends_with("/virtualMachineScaleSets/uni/virtualMachines/7"), "{id}");
    let token = token(&emulator, ARM, "");
    let claims = claims(&token);
    assert!(claims["xms_mirid"].as_str().is_some_and(|id| id.ends_with("/virtualMachineScaleSets/uni")));

    let set = arm_get(&emulator, &token, &sets("/uni")).json();
    assert_eq!(set["identity"]["principalId"], claims["oid"]);
    assert_eq!(set["properties"]["orchestrationMode"], "Uniform");
    let instances = arm_get(&emulator, &token, &sets("/uni/virtualMachines")).json();
    let names =
        instances["value"].as_array().expect("a list").iter().map(|item| item["name"].clone()).collect::<Vec<_>>();
    assert_eq!(names, ["uni_0", "uni_7"]);
    let one = arm_get(&emulator, &token, &sets("/uni/virtualMachines/7")).json();
    assert_eq!((&one["instanceId"], &one["properties"]["vmId"]), (&json!("7"), &compute["vmId"]));
    assert_eq!(arm_get(&emulator, &token, &sets("/uni/virtualMachines/8")).status, 404);
    let list = arm_get(&emulator, &token, &sets("")).json();
    assert_eq!(list["value"].as_array().map(Vec::len), Some(2));

    // The generic list contains the set, but not its instances.
    let generic = format!("{SUBSCRIPTION}/resources?$filter=substringof(%27uni%27,name)&api-version=2021-04-01");
    assert_eq!(arm_get(&emulator, &token, &generic).json()["value"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_machine_of_a_flexible_set_has_its_own_identity() {
    let emulator = with_machine("member");
    let compute = compute(&emulator, "member", "flex");
    assert!(
        compute["virtualMachineScaleSet"]["id"]
            .as_str()
            .is_some_and(|id| id.ends_with("/virtualMachineScaleSets/flex"))
    );
    let claims = claims(&token(&emulator, ARM, ""));
    assert!(claims["xms_mirid"].as_str().is_some_and(|id| id.ends_with("/virtualMachines/member")));
}

#[test]
fn a_resources_system_assigned_identity_shows_its_application_id() {
    let emulator = start();
    let token = token(&emulator, ARM, "");
    let own = |id: &str| {
        arm_get(
            &emulator,
            &token,
            &format!("{id}/providers/Microsoft.ManagedIdentity/identities/default?api-version=2023-01-31"),
        )
    };
    let machine = &emulator.endpoints().vm_resource_id;
    let facts = emulator.endpoints().system_assigned.clone().expect("a system-assigned identity");
    let body = own(machine).json();
    assert_eq!(body["properties"]["principalId"], json!(facts.principal_id));
    assert_eq!(body["properties"]["clientId"], json!(facts.client_id));
    assert_eq!(body["properties"]["tenantId"], json!(emulator.endpoints().tenant_id));
    assert_eq!(own(&machine.replace("vm1", "vm3")).status, 404);
    assert_eq!(own(&machine.replace("vm1", "nobody")).status, 404);
    let nested = format!(
        "{SUBSCRIPTION}/resourceGroups/rg2/providers/Microsoft.ServiceFabric/clusters/fabric1/applications/app1"
    );
    assert_eq!(own(&nested).status, 200);
    let stranger = crate::support::token(&emulator, ARM, "&object_id=55555555-5555-4555-8555-555555555551");
    let path = format!("{machine}/providers/Microsoft.ManagedIdentity/identities/default?api-version=2023-01-31");
    assert_eq!(code(&arm_get(&emulator, &stranger, &path)), (403, "AuthorizationFailed".to_owned()));
}

#[test]
fn an_arc_machine_shows_its_identity() {
    let emulator = start();
    let path = format!(
        "{SUBSCRIPTION}/resourceGroups/rg2/providers/Microsoft.HybridCompute/machines/arc1?api-version=2024-07-10"
    );
    let body = arm_get(&emulator, &token(&emulator, ARM, ""), &path).json();
    assert_eq!(body["properties"]["status"], "Connected");
    assert_eq!(body["identity"]["type"], "SystemAssigned, UserAssigned");
    let facts =
        crate::support::source(&emulator, Endpoint::Arc).system_assigned.clone().expect("a system-assigned identity");
    assert_eq!(body["identity"]["principalId"], json!(facts.principal_id));
}

#[test]
fn a_revoked_token_is_challenged_until_a_new_one_is_used() {
    let emulator = start();
    let first = token(&emulator, ARM, "");
    emulator.set_faults(vec![Fault { revoke: true, times: Some(1), ..Fault::at(Endpoint::Arm) }]);
    let path = "/subscriptions?api-version=2022-12-01";
    for _ in 0..2 {
        let answer = arm_get(&emulator, &first, path);
        assert_eq!(answer.status, 401);
        let challenge = answer.header("www-authenticate").expect("a challenge");
        assert!(
            challenge.starts_with("Bearer realm=\"\", authorization_uri=\"")
                && challenge.contains("error=\"insufficient_claims\"")
        );
        let encoded = challenge.split("claims=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("claims");
        let claims: Value = serde_json::from_slice(&STANDARD.decode(encoded).expect("base64")).expect("JSON");
        assert_eq!(claims["access_token"]["nbf"]["essential"], true);
        assert!(claims["access_token"]["nbf"]["value"].is_string());
    }
    // The platform still caches the token that is no longer accepted.
    assert_eq!(token(&emulator, ARM, ""), first);
    let other = token(&emulator, ARM, "&bypass_cache=true");
    assert_eq!(arm_get(&emulator, &other, path).status, 200);
    assert_eq!(arm_get(&emulator, &first, path).status, 401);
}

//! Resource Manager: a single resource, and the ways to reach it.

use crate::support::{ARM, SUBSCRIPTION, SYSTEM, VM, arm, arm_as, arm_get, code, start, start_with, token};
use serde_json::json;

fn vm(name: &str) -> String {
    format!("{SUBSCRIPTION}/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/{name}?api-version={VM}")
}

#[test]
fn a_machine_shows_both_kinds_of_identity() {
    let emulator = start();
    let answer = arm_get(&emulator, &token(&emulator, ARM, ""), &vm("vm1"));
    assert_eq!(answer.status, 200);
    let body = answer.json();
    assert_eq!(body["id"], json!(emulator.endpoints().vm_resource_id));
    assert_eq!(body["type"], "Microsoft.Compute/virtualMachines");
    assert_eq!(body["properties"]["vmId"], json!(emulator.endpoints().vm_id));
    let identity = &body["identity"];
    assert_eq!(identity["type"], "SystemAssigned, UserAssigned");
    assert_eq!(identity["principalId"], SYSTEM);
    assert_eq!(identity["tenantId"], "11111111-1111-4111-8111-111111111111");
    let map = identity["userAssignedIdentities"].as_object().expect("a map");
    assert_eq!(map.len(), 2);
    for known in &emulator.endpoints().user_assigned {
        assert_eq!(map[&known.resource_id], json!({ "clientId": known.client_id, "principalId": known.principal_id }));
    }
}

#[test]
fn other_machines_show_their_identities() {
    let emulator = start();
    let token = token(&emulator, ARM, "");
    let second = arm_get(&emulator, &token, &vm("vm2")).json();
    assert_eq!(second["identity"]["type"], "UserAssigned");
    assert!(second["identity"].get("principalId").is_none());
    assert!(arm_get(&emulator, &token, &vm("vm3")).json().get("identity").is_none());
}

#[test]
fn ids_are_case_insensitive() {
    let emulator = start();
    let token = token(&emulator, ARM, "");
    let path = format!(
        "{}/resourcegroups/RG1/providers/microsoft.compute/virtualmachines/VM1?api-version={VM}",
        SUBSCRIPTION.to_uppercase()
    );
    assert_eq!(arm_get(&emulator, &token, &path).json()["id"], json!(emulator.endpoints().vm_resource_id));
}

#[test]
fn a_user_assigned_identity_shows_its_ids() {
    let emulator = start();
    let known = &emulator.endpoints().user_assigned[0];
    let answer =
        arm_get(&emulator, &token(&emulator, ARM, ""), &format!("{}?api-version=2023-01-31", known.resource_id));
    assert_eq!(answer.status, 200);
    let body = answer.json();
    assert_eq!(body["type"], "Microsoft.ManagedIdentity/userAssignedIdentities");
    assert_eq!(
        body["properties"],
        json!({
            "tenantId": "11111111-1111-4111-8111-111111111111",
            "principalId": known.principal_id,
            "clientId": known.client_id,
        })
    );
}

#[test]
fn every_response_has_request_ids() {
    let emulator = start();
    let token = token(&emulator, ARM, "");
    let bearer = format!("Bearer {token}");
    let first = arm_get(&emulator, &token, &vm("vm1"));
    let second = arm_get(&emulator, &token, &vm("nobody"));
    for answer in [&first, &second] {
        for name in ["x-ms-request-id", "x-ms-correlation-request-id", "x-ms-routing-request-id"] {
            assert!(answer.header(name).is_some(), "{name}");
        }
    }
    assert_ne!(first.header("x-ms-request-id"), second.header("x-ms-request-id"));
    assert_eq!(first.header("x-ms-ratelimit-remaining-subscription-reads"), Some("11999"));
    let headers = [
        ("Authorization", bearer.as_str()),
        ("x-ms-client-request-id", "mine"),
        ("x-ms-return-client-request-id", "true"),
    ];
    let returned = arm(&emulator, "GET", &vm("vm1"), &headers, "");
    assert_eq!(returned.header("x-ms-client-request-id"), Some("mine"));
}

#[test]
fn the_certificate_covers_every_loopback_name() {
    let emulator = start();
    let path = "/metadata/endpoints?api-version=2022-09-01";
    for host in ["localhost", "127.0.0.1"] {
        assert_eq!(arm_as(&emulator, host, "GET", path, &[], "").status, 200, "{host}");
    }
    if std::net::TcpListener::bind("[::1]:0").is_ok() {
        assert_eq!(arm_as(&emulator, "[::1]", "GET", path, &[], "").status, 200);
    }
    let elsewhere = start();
    let stranger = arm(&emulator, "GET", path, &[], "");
    assert_eq!(stranger.status, 200);
    // A root that was created for one emulator isn't valid for another.
    assert_ne!(
        std::fs::read(&emulator.endpoints().ca_file).expect("a file"),
        std::fs::read(&elsewhere.endpoints().ca_file).expect("a file")
    );
}

#[test]
fn both_audiences_of_the_cloud_and_the_emulators_own_are_accepted() {
    let emulator = start();
    let own = emulator.endpoints().arm.clone();
    for audience in [
        "https://management.azure.com",
        "https://management.azure.com/",
        "https://management.core.windows.net/",
        "https://management.core.windows.net",
        &own,
        &format!("{own}/"),
    ] {
        assert_eq!(arm_get(&emulator, &token(&emulator, audience, ""), &vm("vm1")).status, 200, "{audience}");
    }
    let china = start_with(r#"{"azEnvironment":"AzureChinaCloud"}"#);
    assert_eq!(arm_get(&china, &token(&china, "https://management.chinacloudapi.cn", ""), &vm("vm1")).status, 200);
    assert_eq!(arm_get(&china, &token(&china, ARM, ""), &vm("vm1")).status, 401);
}

#[test]
fn a_group_that_is_created_again_is_empty() {
    let emulator = start();
    let token = token(&emulator, ARM, "");
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str())];
    let group = format!("{SUBSCRIPTION}/resourcegroups/rg1?api-version=2022-09-01");
    let moved = arm(&emulator, "PUT", &group, &headers, r#"{"location":"eastus"}"#);
    assert_eq!(code(&moved), (409, "InvalidResourceGroupLocation".to_owned()));
    let deleted = arm(&emulator, "DELETE", &group, &headers, "");
    assert_eq!(deleted.status, 202);
    let location = deleted.header("location").unwrap();
    let polls = location.split_once("/subscriptions/").unwrap().1;
    let polls = format!("/subscriptions/{polls}");
    assert!((0..20).any(|_| arm_get(&emulator, &token, &polls).status == 200));
    assert_eq!(arm_get(&emulator, &token, &group).status, 404);
    let made = arm(&emulator, "PUT", &group, &headers, r#"{"location":"eastus"}"#);
    assert_eq!(made.status, 201);
    assert_eq!(arm_get(&emulator, &token, &vm("vm1")).status, 404);
}

#[test]
fn patching_a_group_keeps_omitted_members() {
    let emulator = start();
    let token = token(&emulator, ARM, "");
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str())];
    let group = |name: &str| format!("{SUBSCRIPTION}/resourcegroups/{name}?api-version=2022-09-01");
    let made = arm(&emulator, "PUT", &group("rg9"), &headers, r#"{"location":"eastus","tags":{"a":"1"}}"#);
    assert_eq!(made.status, 201);
    for (name, location) in [("rg9", "eastus"), ("rg1", "westeurope")] {
        let patched = arm(&emulator, "PATCH", &group(name), &headers, r#"{"tags":{"b":"2"}}"#);
        assert_eq!(patched.status, 200);
        let read = arm_get(&emulator, &token, &group(name)).json();
        assert_eq!((&read["location"], &read["tags"]), (&json!(location), &json!({"b": "2"})));
        let moved = arm(&emulator, "PATCH", &group(name), &headers, r#"{"location":"northeurope"}"#);
        assert_eq!(code(&moved), (409, "InvalidResourceGroupLocation".to_owned()));
    }
    let missing = arm(&emulator, "PATCH", &group("nosuch"), &headers, r#"{"tags":{}}"#);
    assert_eq!(code(&missing), (404, "ResourceGroupNotFound".to_owned()));
}

//! Instance metadata and its neighbors.

use crate::support::{METADATA, get, imds, start, start_with};
use serde_json::{Value, json};

const BAD_VERSION: &str = r#"{"error":"Bad request. api-version is invalid or was not specified in the request. For more information refer to aka.ms/azureimds","newest-versions":["2025-04-07","2024-07-17","2024-03-15"]}"#;

#[test]
fn compute_describes_the_machine() {
    let emulator = start();
    let answer = get(&emulator, "/metadata/instance/compute?api-version=2021-02-01");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("server"), Some("IMDS/150.870.65.1854"));
    let compute = answer.json();
    let facts = emulator.endpoints();
    assert_eq!(compute["name"], "vm1");
    assert_eq!(compute["resourceGroupName"], "rg1");
    assert_eq!(compute["location"], "westeurope");
    assert_eq!(compute["subscriptionId"], json!(facts.subscription_id));
    assert_eq!(compute["vmId"], json!(facts.vm_id));
    assert_eq!(compute["resourceId"], json!(facts.vm_resource_id));
    assert_eq!(compute["azEnvironment"], "AzurePublicCloud");
    assert_eq!(compute["provider"], "Microsoft.Compute");
    assert_eq!(compute["vmScaleSetName"], "");
    assert_eq!(compute["securityProfile"]["secureBootEnabled"], "true");
    assert!(compute.get("identity").is_none() && compute.get("principalId").is_none());
    only_strings_and_containers(&compute);
}

fn only_strings_and_containers(value: &Value) {
    match value {
        Value::Object(members) => members.values().for_each(only_strings_and_containers),
        Value::Array(items) => items.iter().for_each(only_strings_and_containers),
        other => assert!(other.is_string(), "{other}"),
    }
}

#[test]
fn members_appear_with_their_version() {
    let emulator = start();
    let compute = |version: &str| get(&emulator, &format!("/metadata/instance/compute?api-version={version}")).json();
    assert!(compute("2017-04-02").get("resourceGroupName").is_none());
    assert!(compute("2017-08-01").get("resourceGroupName").is_some());
    assert!(compute("2019-02-01").get("resourceId").is_none());
    assert!(compute("2021-02-01").get("virtualMachineScaleSet").is_none());
    assert_eq!(compute("2021-03-01")["virtualMachineScaleSet"], json!({ "id": "" }));
    assert!(compute("2021-11-15")["securityProfile"].get("securityType").is_none());
    assert_eq!(compute("2021-12-13")["securityProfile"]["securityType"], "TrustedLaunch");
}

#[test]
fn the_whole_document_has_compute_and_network() {
    let emulator = start();
    let whole = get(&emulator, "/metadata/instance?api-version=2021-02-01").json();
    assert_eq!(whole["compute"]["name"], "vm1");
    assert_eq!(whole["network"]["interface"][0]["ipv4"]["ipAddress"][0]["privateIpAddress"], "10.0.0.4");
}

#[test]
fn leaves_are_text_and_must_be_requested_as_text() {
    let emulator = start();
    let leaf = get(&emulator, "/metadata/instance/compute/vmId?api-version=2021-02-01&format=text");
    leaf.is(200, &emulator.endpoints().vm_id);
    assert_eq!(leaf.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(get(&emulator, "/metadata/instance/compute/vmId?api-version=2021-02-01").status, 400);
    let address = "/metadata/instance/network/interface/0/ipv4/ipAddress/0/privateIpAddress";
    get(&emulator, &format!("{address}?api-version=2021-02-01&format=text")).is(200, "10.0.0.4");
    get(&emulator, "/metadata/instance?api-version=2021-02-01&format=text").is(200, "compute/\nnetwork/");
    assert_eq!(get(&emulator, "/metadata/instance/compute/colour?api-version=2021-02-01").status, 404);
}

#[test]
fn for_an_invalid_version_the_error_lists_the_newest() {
    let emulator = start();
    get(&emulator, "/metadata/instance").is(400, BAD_VERSION);
    get(&emulator, "/metadata/instance/compute?api-version=2030-01-01").is(400, BAD_VERSION);
}

#[test]
fn versions_and_tenant() {
    let emulator = start();
    let versions = get(&emulator, "/metadata/versions").json();
    let list = versions["apiVersions"].as_array().expect("a list");
    assert_eq!((list.first(), list.last()), (Some(&json!("2017-03-01")), Some(&json!("2025-04-07"))));
    get(&emulator, "/metadata/identity/info?api-version=2018-02-01")
        .is(200, r#"{"tenantId":"11111111-1111-4111-8111-111111111111"}"#);
    get(&emulator, "/metadata/identity/info").is(400, BAD_VERSION);
    let none = start_with(r#"{"virtualMachines":[{"name":"vm","resourceGroup":"g"}]}"#);
    get(&none, "/metadata/identity/info?api-version=2018-02-01")
        .is(400, r#"{"error":"invalid_request","error_description":"Identity not found"}"#);
}

#[test]
fn the_header_is_required_for_instance_metadata() {
    let emulator = start();
    for path in [
        "/metadata/instance?api-version=2021-02-01",
        "/metadata/versions",
        "/metadata/identity/info?api-version=2018-02-01",
    ] {
        imds(&emulator, "GET", path, &[], "")
            .is(400, r#"{"error":"invalid_request","error_description":"Required metadata header not specified"}"#);
    }
}

#[test]
fn the_certificate_protocol_is_absent_whatever_the_headers() {
    let emulator = start();
    for headers in [&[][..], &[METADATA]] {
        for (method, path) in [
            ("GET", "/metadata/identity/getplatformmetadata?cred-api-version=2.0"),
            ("POST", "/metadata/identity/issuecredential?cred-api-version=2.0"),
            ("POST", "/metadata/identity/credential?cred-api-version=1.0"),
        ] {
            assert_eq!(imds(&emulator, method, path, headers, "").status, 404, "{path}");
        }
    }
}

#[test]
fn another_cloud_and_a_windows_machine() {
    let emulator = start_with(
        r#"{"azEnvironment":"AzureChinaCloud","virtualMachines":[{"name":"w","resourceGroup":"g","osType":"Windows",
            "location":"chinanorth3","vmSize":"Standard_D2s_v5","tags":{"a":"1","b":"2"}}]}"#,
    );
    let compute = get(&emulator, "/metadata/instance/compute?api-version=2021-02-01").json();
    assert_eq!(compute["azEnvironment"], "AzureChinaCloud");
    assert_eq!((&compute["osType"], &compute["offer"]), (&json!("Windows"), &json!("WindowsServer")));
    assert_eq!(compute["vmSize"], "Standard_D2s_v5");
    assert_eq!(compute["tags"], "a:1;b:2");
    assert_eq!(compute["tagsList"], json!([{ "name": "a", "value": "1" }, { "name": "b", "value": "2" }]));
}

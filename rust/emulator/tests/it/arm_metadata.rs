//! `/metadata/endpoints` of Resource Manager.

use crate::support::{arm, arm_as, members, start, start_with};
use azmi_emulator::Emulator;
use serde_json::{Value, json};

fn read(emulator: &Emulator, version: &str) -> (u16, Value) {
    let path = format!("/metadata/endpoints?api-version={version}");
    let answer = arm(emulator, "GET", &path, &[], "");
    (answer.status, answer.json())
}

#[test]
fn newer_versions_return_one_cloud() {
    let emulator = start();
    let (status, cloud) = read(&emulator, "2022-09-01");
    assert_eq!(status, 200);
    let own = json!(emulator.endpoints().arm);
    assert_eq!(cloud["name"], "AzmiEmulator");
    assert_eq!(cloud["resourceManager"], own);
    assert_eq!(cloud["authentication"]["audiences"], json!([own]));
    assert_eq!(cloud["authentication"]["loginEndpoint"], own);
    let suffixes = cloud["suffixes"].as_object().expect("suffixes");
    assert!(
        suffixes.values().all(|suffix| {
            suffix.as_str().is_some_and(|text| text.ends_with(".invalid") || text == "vault.localhost")
        })
    );
}

#[test]
fn older_versions_return_a_list_and_the_oldest_a_small_form() {
    let emulator = start();
    let (_, list) = read(&emulator, "2019-05-01");
    assert_eq!(list, json!([read(&emulator, "2022-09-01").1]));
    let (_, small) = read(&emulator, "2015-01-01");
    let names = members(&small);
    assert_eq!(names, ["authentication", "galleryEndpoint", "graphEndpoint", "portalEndpoint"]);
}

#[test]
fn the_version_is_required_and_must_be_supported() {
    let emulator = start();
    let answer = arm(&emulator, "GET", "/metadata/endpoints", &[], "");
    assert_eq!(answer.json()["error"]["code"], "MissingApiVersionParameter");
    assert_eq!(read(&emulator, "2001-01-01").1["error"]["code"], "InvalidApiVersionParameter");
}

#[test]
fn links_use_the_host_name_of_the_request() {
    let emulator = start();
    let path = "/metadata/endpoints?api-version=2022-09-01";
    let cloud = arm_as(&emulator, "127.0.0.1", "GET", path, &[], "").json();
    let expected = emulator.endpoints().arm.replace("localhost", "127.0.0.1");
    assert_eq!(cloud["resourceManager"], json!(expected));
}

#[test]
fn a_scenario_can_replace_any_member() {
    let emulator = start_with(
        r#"{"arm":{"metadata":{"name":"Trap","authentication":{"audiences":["https://management.azure.com/"],"tenant":null}}}}"#,
    );
    let (_, cloud) = read(&emulator, "2022-09-01");
    assert_eq!(cloud["name"], "Trap");
    assert_eq!(cloud["authentication"]["audiences"], json!(["https://management.azure.com/"]));
    assert!(cloud["authentication"].get("tenant").is_none());
    assert_eq!(cloud["authentication"]["loginEndpoint"], json!(emulator.endpoints().arm));
}

//! The retired VM extension.

use crate::support::{Answer, FORM, METADATA, SYSTEM, ask, claims, start};
use azmi_emulator::{Emulator, Endpoint, Options, Scenario};
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::TcpListener;

fn is_the_machines(answer: &Answer) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let body = answer.json();
    assert!(body.as_object().expect("an object").values().all(Value::is_string), "{body}");
    assert_eq!(body["refresh_token"], "");
    assert_eq!(claims(body["access_token"].as_str().expect("a token"))["oid"], SYSTEM);
}

#[test]
fn query_and_form_are_accepted() {
    let emulator = start();
    let query = "?resource=https%3A%2F%2Fmanagement.azure.com%2F";
    is_the_machines(&ask(&emulator, Endpoint::VmExtension, "GET", query, &[METADATA], ""));
    is_the_machines(&ask(&emulator, Endpoint::VmExtension, "POST", "", &[METADATA, FORM], &query[1..]));
    let identity = &emulator.endpoints().user_assigned[0];
    let named = format!("{query}&msi_res_id={}", identity.resource_id);
    let body = ask(&emulator, Endpoint::VmExtension, "GET", &named, &[METADATA], "").json();
    assert_eq!(body["msi_res_id"], identity.resource_id.as_str());
}

#[test]
fn errors_have_the_documented_codes_and_messages() {
    let emulator = start();
    ask(&emulator, Endpoint::VmExtension, "GET", "?resource=https://vault.azure.net", &[], "")
        .is(400, r#"{"error":"bad_request_102","error_description":"Required metadata header not specified"}"#);
    assert_eq!(ask(&emulator, Endpoint::VmExtension, "GET", "", &[METADATA], "").status, 400);
    assert_eq!(ask(&emulator, Endpoint::VmExtension, "PUT", "", &[METADATA], "").status, 405);
}

#[test]
fn it_listens_at_the_given_address() {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
    let options = Options {
        listen: BTreeMap::from([(Endpoint::VmExtension, free)]),
        scenario: Scenario::default(),
        ..Options::default()
    };
    let emulator = Emulator::start_in_thread(options).expect("starts");
    assert_eq!(crate::support::source(&emulator, Endpoint::VmExtension).url, format!("http://{free}/oauth2/token"));
    is_the_machines(&ask(
        &emulator,
        Endpoint::VmExtension,
        "GET",
        "?resource=https://vault.azure.net",
        &[METADATA],
        "",
    ));
}

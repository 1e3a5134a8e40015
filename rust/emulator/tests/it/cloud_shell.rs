//! Cloud Shell.

use crate::support::{Answer, FORM, METADATA, ask, claims, start};
use azmi_emulator::{Emulator, Endpoint};

fn post(emulator: &Emulator, headers: &[(&str, &str)], form: &str) -> Answer {
    ask(emulator, Endpoint::CloudShell, "POST", "", headers, form)
}

#[test]
fn the_response_is_a_users_token_with_string_members() {
    let emulator = start();
    let answer = post(&emulator, &[METADATA, FORM], "resource=https%3A%2F%2Fmanagement.azure.com%2F");
    assert_eq!(answer.status, 200);
    let body = answer.json();
    let members = body.as_object().expect("an object");
    assert!(members.values().all(serde_json::Value::is_string), "{body}");
    let names = members.keys().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(
        names,
        ["access_token", "expires_in", "expires_on", "not_before", "refresh_token", "resource", "token_type"]
    );
    assert_eq!(body["refresh_token"], "");
    let claims = claims(body["access_token"].as_str().expect("a token"));
    assert_eq!((&claims["idtyp"], &claims["upn"]), (&"user".into(), &"person@emulated.invalid".into()));
    assert!(claims.get("xms_mirid").is_none());
}

#[test]
fn only_known_audiences_are_supported() {
    let emulator = start();
    let refused = post(&emulator, &[METADATA, FORM], "resource=https%3A%2F%2Fdatabase.windows.net%2F");
    assert_eq!((refused.status, refused.json()["error"]["code"].clone()), (400, "AudienceNotSupported".into()));
    let message = refused.json()["error"]["message"].as_str().expect("text").to_owned();
    let start = "Audience https://database.windows.net/ is not a supported MSI token audience. Supported audiences: https://management.core.windows.net/,";
    assert!(message.starts_with(start), "{message}");
    let own = format!("resource={}", emulator.endpoints().arm);
    assert_eq!(post(&emulator, &[METADATA, FORM], &own).status, 200);
}

#[test]
fn only_a_form_with_the_header_is_accepted() {
    let emulator = start();
    post(&emulator, &[FORM], "resource=https://vault.azure.net")
        .is(400, r#"{"error":{"code":"bad_request_102","message":"Required metadata header not specified"}}"#);
    let missing = r#"{"error":{"code":"invalid_request","message":"Required audience parameter not specified"}}"#;
    post(&emulator, &[METADATA, FORM], "").is(400, missing);
    post(&emulator, &[METADATA, ("Content-Type", "application/json")], r#"{"resource":"https://vault.azure.net"}"#)
        .is(400, missing);
    assert_eq!(
        ask(&emulator, Endpoint::CloudShell, "GET", "?resource=https://vault.azure.net", &[METADATA], "").status,
        405
    );
}

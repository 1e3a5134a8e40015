//! Automation runbooks.

use crate::support::{Answer, FORM, ask, claims, source, start, variable};
use azmi_emulator::{Emulator, Endpoint};
use serde_json::json;

fn secret(emulator: &Emulator) -> &str {
    variable(emulator, Endpoint::Automation, "IDENTITY_HEADER")
}

fn is_the_accounts(answer: &Answer) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let claims = claims(answer.json()["access_token"].as_str().expect("a token"));
    assert!(
        claims["xms_mirid"]
            .as_str()
            .is_some_and(|id| id.ends_with("/Microsoft.Automation/automationAccounts/automation1"))
    );
}

#[test]
fn query_and_form_are_accepted_without_a_version() {
    let emulator = start();
    let headers = [("X-IDENTITY-HEADER", secret(&emulator)), ("Metadata", "True"), FORM];
    let query = "?resource=https%3A%2F%2Fmanagement.azure.com%2F";
    is_the_accounts(&ask(&emulator, Endpoint::Automation, "GET", query, &headers[..2], ""));
    is_the_accounts(&ask(&emulator, Endpoint::Automation, "POST", "", &headers, &query[1..]));
    is_the_accounts(&ask(
        &emulator,
        Endpoint::Automation,
        "GET",
        &format!("{query}&api-version=2019-08-01"),
        &headers,
        "",
    ));
    assert_eq!(ask(&emulator, Endpoint::Automation, "PUT", query, &headers, "").status, 405);
}

#[test]
fn the_secret_is_required_and_the_other_header_is_not() {
    let emulator = start();
    let query = "?resource=https%3A%2F%2Fmanagement.azure.com%2F";
    let status = |headers: &[(&str, &str)]| ask(&emulator, Endpoint::Automation, "GET", query, headers, "").status;
    assert_eq!(status(&[("X-IDENTITY-HEADER", secret(&emulator))]), 200);
    assert_eq!(status(&[("Metadata", "true")]), 401);
    assert_eq!(status(&[("Metadata", "true"), ("X-IDENTITY-HEADER", "wrong")]), 401);
}

#[test]
fn a_user_assigned_identity_can_be_selected() {
    let emulator = start();
    let identity = source(&emulator, Endpoint::Automation).user_assigned[0].clone();
    let headers = [("X-IDENTITY-HEADER", secret(&emulator)), ("Metadata", "true"), FORM];
    let form = format!("resource=https%3A%2F%2Fvault.azure.net&client_id={}", identity.client_id);
    let body = ask(&emulator, Endpoint::Automation, "POST", "", &headers, &form).json();
    assert_eq!(body["client_id"], json!(identity.client_id));
}

//! App Service and Functions.

use crate::support::{Answer, ask, claims, members, source, start, start_with, variable};
use azmi_emulator::{Emulator, Endpoint, Fault};
use serde_json::json;

const NEW: &str = "?api-version=2019-08-01&resource=https%3A%2F%2Fvault.azure.net";
const OLD: &str = "?api-version=2017-09-01&resource=https%3A%2F%2Fvault.azure.net";
const NOBODY: &str =
    "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.";

fn new(emulator: &Emulator, query: &str) -> Answer {
    let secret = variable(emulator, Endpoint::AppService, "IDENTITY_HEADER");
    ask(emulator, Endpoint::AppService, "GET", query, &[("X-IDENTITY-HEADER", secret)], "")
}

fn old(emulator: &Emulator, query: &str) -> Answer {
    let secret = variable(emulator, Endpoint::AppService, "MSI_SECRET");
    ask(emulator, Endpoint::AppService, "GET", query, &[("secret", secret)], "")
}

#[test]
fn a_response_has_the_documented_members() {
    let emulator = start();
    let answer = new(&emulator, NEW);
    assert_eq!(answer.status, 200);
    let body = answer.json();
    let names = members(&body);
    assert_eq!(names, ["access_token", "client_id", "expires_on", "resource", "token_type"]);
    assert!(body["expires_on"].is_string());
    let site = source(&emulator, Endpoint::AppService).system_assigned.clone().expect("a system-assigned identity");
    let claims = claims(body["access_token"].as_str().expect("a token"));
    assert_eq!(claims["oid"], json!(site.principal_id));
    assert!(claims["xms_mirid"].as_str().is_some_and(|id| id.ends_with("/Microsoft.Web/sites/site1")));
    assert_eq!(body["expires_on"], json!(claims["exp"].to_string()));
    assert_eq!(body["client_id"], json!(site.client_id));
    // A second request gets the cached token, also with a slash after the path.
    let url = format!("/{NEW}");
    assert_eq!(new(&emulator, &url).json()["access_token"], body["access_token"]);
}

#[test]
fn every_selector_names_a_user_assigned_identity() {
    let emulator = start();
    let identity = source(&emulator, Endpoint::AppService).user_assigned[0].clone();
    for (name, value) in [
        ("client_id", &identity.client_id),
        ("principal_id", &identity.principal_id),
        ("object_id", &identity.principal_id),
        ("mi_res_id", &identity.resource_id),
    ] {
        let body = new(&emulator, &format!("{NEW}&{name}={value}")).json();
        assert_eq!(body["client_id"], json!(identity.client_id), "{name}");
    }
    assert_eq!(new(&emulator, &format!("{NEW}&client_id=a&mi_res_id=b")).status, 400);
}

#[test]
fn errors_have_their_own_shape_and_messages() {
    let emulator = start_with(r#"{"unknownResources":["https://nowhere.example"]}"#);
    let said = |answer: &Answer| (answer.status, answer.json()["statusCode"].clone(), answer.json()["message"].clone());
    let nobody = new(&emulator, &format!("{NEW}&client_id=99999999-9999-4999-8999-999999999999"));
    assert_eq!(said(&nobody), (400, json!(400), json!(NOBODY)));
    assert_eq!(members(&nobody.json()), ["correlationId", "message", "statusCode"]);
    let resource = new(&emulator, "?api-version=2019-08-01&resource=https://nowhere.example");
    assert_eq!(said(&resource), (500, json!(500), json!("An unexpected error occured while fetching the AAD Token.")));
    assert_eq!(new(&emulator, "?resource=https://vault.azure.net").status, 400);
    assert_eq!(new(&emulator, "?api-version=2019-08-01").status, 400);
}

#[test]
fn the_secret_is_required() {
    let emulator = start();
    for headers in [&[][..], &[("X-IDENTITY-HEADER", "wrong")], &[("secret", "wrong")]] {
        assert_eq!(ask(&emulator, Endpoint::AppService, "GET", NEW, headers, "").status, 401);
        assert_eq!(ask(&emulator, Endpoint::AppService, "GET", OLD, headers, "").status, 401);
    }
    let other = start_with(r#"{"hosts":{"appService":{"wrongSecretStatus":403}}}"#);
    assert_eq!(ask(&other, Endpoint::AppService, "GET", NEW, &[], "").status, 403);
    assert_eq!(ask(&emulator, Endpoint::AppService, "POST", NEW, &[], "").status, 405);
}

#[test]
fn the_old_version_formats_dates_as_its_systems_do() {
    let pattern = |text: &str| text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect::<String>();
    let expires_on = |scenario: &str| {
        let body = old(&start_with(scenario), OLD).json();
        assert!(body.get("client_id").is_none());
        body["expires_on"].as_str().expect("text").to_owned()
    };
    assert_eq!(pattern(&expires_on("{}")), "00/00/0000 00:00:00 +00:00");
    let windows = expires_on(r#"{"hosts":{"appService":{"dates":"windows"}}}"#);
    assert!(windows.ends_with("M +00:00"), "{windows}");
    assert!(expires_on(r#"{"hosts":{"appService":{"dates":"epoch"}}}"#).parse::<u64>().is_ok());
}

#[test]
fn the_old_version_has_its_own_selector_and_errors() {
    let emulator = start();
    let identity = source(&emulator, Endpoint::AppService).user_assigned[0].clone();
    let body = old(&emulator, &format!("{OLD}&clientid={}", identity.client_id)).json();
    assert_eq!(claims(body["access_token"].as_str().expect("a token"))["oid"], json!(identity.principal_id));
    let nobody = old(&emulator, &format!("{OLD}&clientid=99999999-9999-4999-8999-999999999999"));
    assert_eq!(nobody.status, 400);
    let body = nobody.json();
    assert_eq!(members(&body), ["CorrelationId", "Message", "StatusCode"]);
    assert_eq!(body["StatusCode"], json!(400));
    assert_eq!(body["Message"], json!("No MSI found for specified ClientId/ResourceId."));
}

#[test]
fn without_a_system_assigned_identity_a_request_must_name_one() {
    let emulator = start_with(
        r#"{"userAssignedIdentities":[{"name":"a","resourceGroup":"g"}],
            "virtualMachines":[{"name":"vm","resourceGroup":"g"}],
            "resources":[{"type":"Microsoft.Web/sites","name":"web","resourceGroup":"g","identity":{"userAssigned":["a"]}}]}"#,
    );
    assert_eq!(new(&emulator, NEW).json()["message"], NOBODY);
    assert!(!emulator.endpoints().sources.contains_key(&Endpoint::Automation));
}

#[test]
fn faults_have_the_endpoints_shape() {
    let emulator = start();
    emulator.set_faults(vec![Fault { status: Some(503), ..Fault::at(Endpoint::AppService) }]);
    assert_eq!(new(&emulator, NEW).json()["statusCode"], 503);
}

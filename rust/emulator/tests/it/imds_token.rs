//! The token endpoint of the Instance Metadata Service.

use crate::support::{ARM, METADATA, SYSTEM, claims, get, imds, start, start_with, token, token_path};
use azmi_emulator::{Emulator, Endpoint, Fault};
use serde_json::{Value, json};
use std::thread::sleep;
use std::time::Duration;

const GOOD: &str = "api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com%2F";

fn ask(emulator: &Emulator, query: &str) -> crate::support::Answer {
    get(emulator, &token_path(query))
}

#[test]
fn a_response_has_the_documented_members_all_strings() {
    let emulator = start();
    let answer = ask(&emulator, GOOD);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("server"), Some("IMDS/150.870.65.1854"));
    assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
    let body = answer.json();
    let members = body.as_object().expect("an object");
    let names = members.keys().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(
        names,
        [
            "access_token",
            "client_id",
            "expires_in",
            "expires_on",
            "ext_expires_in",
            "not_before",
            "resource",
            "token_type"
        ]
    );
    assert!(members.values().all(Value::is_string), "{body}");
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(body["resource"], ARM);
    assert_eq!(body["client_id"], "44444444-4444-4444-8444-444444444441");

    let claims = claims(body["access_token"].as_str().expect("a token"));
    let number = |name: &str| claims[name].as_u64().expect("a number");
    let text =
        |name: &str| body[name].as_str().and_then(|text| text.parse::<u64>().ok()).expect("a number in a string");
    assert_eq!(claims["aud"], ARM);
    assert_eq!(claims["iss"], "https://sts.windows.net/11111111-1111-4111-8111-111111111111/");
    assert_eq!(claims["tid"], "11111111-1111-4111-8111-111111111111");
    assert_eq!((&claims["oid"], &claims["sub"]), (&json!(SYSTEM), &json!(SYSTEM)));
    assert_eq!(claims["appid"], body["client_id"]);
    assert_eq!(claims["idtyp"], "app");
    assert_eq!(claims["azmi_emulator"], true);
    assert_eq!(claims["xms_mirid"], json!(emulator.endpoints().vm_resource_id));
    assert_eq!((number("exp"), number("nbf")), (text("expires_on"), text("not_before")));
    assert_eq!(number("exp") - number("iat"), 86_400);
    assert_eq!(text("ext_expires_in"), 86_399);
    assert!((86_390..=86_400).contains(&text("expires_in")));
}

#[test]
fn the_audience_is_exactly_the_requested_one() {
    let emulator = start();
    for resource in ["https://management.azure.com", "https://management.azure.com/", "https://management.azure.com//"]
    {
        assert_eq!(claims(&token(&emulator, resource, ""))["aud"], resource);
    }
    let application = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";
    assert_eq!(claims(&token(&emulator, application, ""))["aud"], application);
}

#[test]
fn the_metadata_header_is_checked_first() {
    let emulator = start();
    let missing = r#"{"error":"invalid_request","error_description":"Required metadata header not specified"}"#;
    assert_eq!(missing.len(), 88);
    for headers in [&[][..], &[("Metadata", "True")], &[("Metadata", "false")]] {
        imds(&emulator, "GET", &token_path(""), headers, "").is(400, missing);
        imds(&emulator, "GET", &token_path(GOOD), headers, "").is(400, missing);
        imds(&emulator, "POST", &token_path(GOOD), headers, "").is(400, missing);
    }
}

#[test]
fn a_request_through_a_proxy_is_refused() {
    let emulator = start();
    let headers = [METADATA, ("X-Forwarded-For", "10.0.0.1")];
    let answer = imds(&emulator, "GET", &token_path(GOOD), &headers, "");
    assert_eq!((answer.status, answer.json()["error"].as_str()), (400, Some("invalid_request")));
}

#[test]
fn other_methods_are_refused() {
    let emulator = start();
    for method in ["POST", "PUT", "DELETE"] {
        let answer = imds(&emulator, method, &token_path(GOOD), &[METADATA], "");
        assert_eq!((answer.status, answer.json()["error"].as_str()), (405, Some("method_not_allowed")), "{method}");
    }
}

#[test]
fn parameters_are_checked() {
    let emulator = start();
    let missing = |name: &str| {
        format!(r#"{{"error":"invalid_request","error_description":"Required query variable '{name}' is missing"}}"#)
    };
    ask(&emulator, "resource=https://vault.azure.net").is(400, &missing("api-version"));
    ask(&emulator, "api-version=2018-02-01").is(400, &missing("resource"));
    ask(&emulator, "api-version=2018-02-01&resource=").is(400, &missing("resource"));
    for version in ["2017-12-01", "2018-02-02", "latest"] {
        ask(&emulator, &format!("api-version={version}&resource=https://vault.azure.net")).is(
            400,
            r#"{"error":"Bad request. api-version is invalid or was not specified in the request. For more information refer to aka.ms/azureimds","newest-versions":["2025-04-07","2024-07-17","2024-03-15"]}"#,
        );
    }
    for version in ["2018-02-01", "2019-08-01", "2019-11-01", "2021-02-01"] {
        assert_eq!(
            ask(&emulator, &format!("api-version={version}&resource=https://vault.azure.net")).status,
            200,
            "{version}"
        );
    }
    let repeated = ask(&emulator, &format!("{GOOD}&resource=https://vault.azure.net"));
    assert_eq!((repeated.status, repeated.json()["error"].as_str()), (400, Some("invalid_request")));
}

#[test]
fn a_selector_names_one_of_the_machines_identities_and_is_echoed() {
    let emulator = start();
    let identity = &emulator.endpoints().user_assigned[1];
    for (name, value) in [
        ("client_id", &identity.client_id),
        ("object_id", &identity.principal_id),
        ("msi_res_id", &identity.resource_id),
    ] {
        for written in [value.clone(), value.to_uppercase()] {
            let body = ask(&emulator, &format!("{GOOD}&{name}={written}")).json();
            assert_eq!(body[name], json!(value), "{name}");
            let claims = claims(body["access_token"].as_str().expect("a token"));
            assert_eq!(claims["oid"], json!(identity.principal_id));
            assert_eq!(claims["appid"], json!(identity.client_id));
            assert_eq!(claims["xms_mirid"], json!(identity.resource_id));
        }
    }
}

#[test]
fn a_selector_that_matches_no_identity_is_not_found() {
    let emulator = start();
    let nobody = "99999999-9999-4999-8999-999999999999";
    let not_found = r#"{"error":"invalid_request","error_description":"Identity not found"}"#;
    for name in ["client_id", "object_id", "msi_res_id"] {
        ask(&emulator, &format!("{GOOD}&{name}={nobody}")).is(400, not_found);
    }
    // The right kind of id in the wrong parameter.
    ask(&emulator, &format!("{GOOD}&client_id={SYSTEM}")).is(400, not_found);
}

#[test]
fn selectors_are_mutually_exclusive() {
    let emulator = start();
    let identity = &emulator.endpoints().user_assigned[0];
    let answer =
        ask(&emulator, &format!("{GOOD}&client_id={}&object_id={}", identity.client_id, identity.principal_id));
    assert_eq!((answer.status, answer.json()["error"].as_str()), (400, Some("invalid_request")));
}

#[test]
fn the_default_identity_follows_the_documented_rule() {
    let with_identity = |identity: &str| {
        start_with(&format!(
            r#"{{"userAssignedIdentities":[{{"name":"a","resourceGroup":"g"}},{{"name":"b","resourceGroup":"g"}}],
                "virtualMachines":[{{"name":"vm","resourceGroup":"g"{identity}}}]}}"#
        ))
    };
    let one = with_identity(r#","identity":{"userAssigned":["a"]}"#);
    let only = one.endpoints().user_assigned[0].principal_id.clone();
    assert_eq!(claims(&token(&one, ARM, ""))["oid"], json!(only));

    let two = with_identity(r#","identity":{"userAssigned":["a","b"]}"#);
    ask(&two, GOOD).is(
        400,
        r#"{"error":"invalid_request","error_description":"Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request"}"#,
    );

    let none = with_identity("");
    ask(&none, GOOD).is(400, r#"{"error":"invalid_request","error_description":"Identity not found"}"#);

    let both = with_identity(r#","identity":{"systemAssigned":true,"userAssigned":["a","b"]}"#);
    let own = both.endpoints().system_assigned.clone().expect("a system-assigned identity");
    assert_eq!(claims(&token(&both, ARM, ""))["oid"], json!(own.principal_id));
}

#[test]
fn the_token_is_cached_until_bypassed_and_its_lifetime_counts_down() {
    let emulator = start();
    let first = ask(&emulator, GOOD).json();
    sleep(Duration::from_millis(1100));
    let second = ask(&emulator, GOOD).json();
    assert_eq!(first["access_token"], second["access_token"]);
    assert_eq!(first["expires_on"], second["expires_on"]);
    let seconds =
        |body: &Value| body["expires_in"].as_str().and_then(|text| text.parse::<i64>().ok()).expect("a number");
    assert!((1..=3).contains(&(seconds(&first) - seconds(&second))));

    let third = ask(&emulator, &format!("{GOOD}&bypass_cache=true")).json();
    assert_ne!(first["access_token"], third["access_token"]);
    assert_eq!(ask(&emulator, GOOD).json()["access_token"], third["access_token"]);
    assert_eq!(emulator.counters(Endpoint::Imds).tokens_issued, 2);

    let refused = ask(&emulator, &format!("{GOOD}&bypass_cache=yes"));
    assert_eq!(refused.status, 400);
}

#[test]
fn a_token_about_to_expire_is_replaced() {
    let emulator = start_with(r#"{"tokenLifetimeSeconds":4}"#);
    let first = token(&emulator, ARM, "");
    assert_eq!(token(&emulator, ARM, ""), first);
    sleep(Duration::from_millis(2500));
    assert_ne!(token(&emulator, ARM, ""), first);
}

#[test]
fn an_unknown_resource_is_refused_with_entras_message() {
    let emulator = start_with(r#"{"unknownResources":["https://nowhere.example"]}"#);
    for resource in ["https://nowhere.example/", "keyvault"] {
        let answer = ask(&emulator, &format!("api-version=2018-02-01&resource={resource}"));
        let body = answer.json();
        assert_eq!((answer.status, body["error"].as_str()), (400, Some("invalid_resource")));
        let description = body["error_description"].as_str().expect("text");
        let start = format!(
            "AADSTS500011: The resource principal named {resource} was not found in the tenant named \
             11111111-1111-4111-8111-111111111111. "
        );
        assert!(description.starts_with(&start), "{description}");
        assert_eq!(body["error_codes"], json!([500_011]));
        assert!(body["trace_id"].is_string() && body["correlation_id"].is_string() && body["timestamp"].is_string());
        assert_eq!(body["error_uri"], "https://westeurope.login.microsoft.com/error?code=500011");
    }
}

#[test]
fn a_faults_claims_replace_the_tokens_own() {
    let emulator = start();
    let other = json!({ "oid": "99999999-9999-4999-8999-999999999999", "xms_mirid": null });
    emulator.set_faults(vec![Fault {
        claims: other.as_object().cloned().expect("an object"),
        times: Some(1),
        ..Fault::at(Endpoint::Imds)
    }]);
    let claims_once = claims(&token(&emulator, ARM, ""));
    assert_eq!(claims_once["oid"], other["oid"]);
    assert_eq!(claims_once.get("xms_mirid"), None);
    assert_eq!(claims(&token(&emulator, ARM, ""))["oid"], SYSTEM);
}

#[test]
fn rate_limits_apply_if_the_scenario_sets_them() {
    let emulator = start_with(r#"{"imds":{"rateLimits":true}}"#);
    // On a slow machine, the first requests can be a second old before the limit is reached: then more pass, never fewer.
    let admitted = |status: &dyn Fn() -> u16| (0..500).take_while(|_| status() == 200).count();
    let tokens = admitted(&|| ask(&emulator, GOOD).status);
    assert!((20..500).contains(&tokens), "{tokens}");
    ask(&emulator, GOOD).is(429, r#"{"error":"too_many_requests","error_description":"Too many requests"}"#);
    let others = admitted(&|| get(&emulator, "/metadata/versions").status);
    assert!((5..500).contains(&others), "{others}");
    sleep(Duration::from_millis(1050));
    assert_eq!(ask(&emulator, GOOD).status, 200);

    emulator.set_faults(vec![Fault { delay_ms: 1500, ..Fault::at(Endpoint::Imds) }]);
    let statuses = std::thread::scope(|scope| {
        let asking = (0..7).map(|_| scope.spawn(|| ask(&emulator, GOOD).status)).collect::<Vec<_>>();
        asking.into_iter().map(|thread| thread.join().expect("no panic")).collect::<Vec<_>>()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 2, "{statuses:?}");
}

//! Machine Learning compute.

use crate::support::{Answer, ask, claims, source, start, variable};
use azmi_emulator::{Emulator, Endpoint};
use serde_json::json;

fn get(emulator: &Emulator, query: &str) -> Answer {
    let secret = variable(emulator, Endpoint::MachineLearning, "MSI_SECRET");
    ask(emulator, Endpoint::MachineLearning, "GET", query, &[("secret", secret)], "")
}

const QUERY: &str = "?api-version=2017-09-01&resource=https%3A%2F%2Fmanagement.azure.com%2F";

#[test]
fn the_expiry_is_a_number_and_the_identity_is_named() {
    let emulator = start();
    let default = variable(&emulator, Endpoint::MachineLearning, "DEFAULT_IDENTITY_CLIENT_ID");
    let body = get(&emulator, &format!("{QUERY}&clientid={default}")).json();
    assert!(body["expires_on"].is_u64());
    let own = source(&emulator, Endpoint::MachineLearning).system_assigned.clone().expect("a system-assigned identity");
    let claims = claims(body["access_token"].as_str().expect("a token"));
    assert_eq!((&claims["oid"], &claims["idtyp"]), (&json!(own.principal_id), &json!("app")));
    assert!(claims["xms_mirid"].as_str().is_some_and(|id| id.ends_with("/workspaces/ml1/computes/compute1")));
}

#[test]
fn a_request_without_an_identity_gets_a_users_token() {
    let emulator = start();
    for query in [QUERY.to_owned(), format!("{QUERY}&clientid=")] {
        let body = get(&emulator, &query).json();
        let claims = claims(body["access_token"].as_str().expect("a token"));
        assert_eq!(claims["idtyp"], "user");
        assert_eq!(claims["upn"], "person@emulated.invalid");
        assert!(claims.get("xms_mirid").is_none());
    }
}

#[test]
fn errors_have_their_own_shape() {
    let emulator = start();
    let nobody = get(&emulator, &format!("{QUERY}&clientid=99999999-9999-4999-8999-999999999999"));
    nobody.is(400, r#"{"error":"invalid_request","message":"Identity not found"}"#);
    assert_eq!(get(&emulator, "?api-version=2017-09-01").status, 400);
    assert_eq!(get(&emulator, "?api-version=2019-08-01&resource=https://vault.azure.net").status, 400);
    assert_eq!(ask(&emulator, Endpoint::MachineLearning, "GET", QUERY, &[("secret", "wrong")], "").status, 401);
}

//! The control paths: request log, counters, and access checks.

use crate::support::{ARM, SYSTEM, arm, arm_get, connect, get, imds, imds_authority, start, token, token_path};
use azmi_emulator::{Endpoint, Fault, Outcome};
use serde_json::{Value, json};
use std::io::Write;
use std::time::{Duration, Instant};

#[test]
fn the_log_contains_the_requests_but_no_secrets() {
    let emulator = start();
    let text = token(&emulator, ARM, "");
    let bearer = format!("Bearer {text}");
    let headers =
        [("Authorization", bearer.as_str()), ("X-Identity-Header", "hush"), ("x-ms-client-request-id", "mine")];
    arm(&emulator, "GET", "/subscriptions?api-version=2022-12-01", &headers, "");
    let log = imds(&emulator, "GET", "/emulator/requests", &[], "");
    assert!(!log.body.contains(&text) && !log.body.contains("hush"), "{}", log.body);
    let records = log.json();
    assert_eq!(records.as_array().map(Vec::len), Some(2));
    assert_eq!(records[0]["endpoint"], "imds");
    assert_eq!(records[0]["path"], "/metadata/identity/oauth2/token");
    assert_eq!(records[0]["headers"]["metadata"], "true");
    assert_eq!(records[0]["outcome"], json!({ "answered": { "status": 200 } }));
    assert_eq!(records[1]["endpoint"], "arm");
    assert_eq!(records[1]["method"], "GET");
    assert_eq!(records[1]["query"], "api-version=2022-12-01");
    assert_eq!(records[1]["authorization"], json!({ "oid": SYSTEM, "aud": ARM }));
    assert_eq!(records[1]["headers"]["authorization"], "(redacted)");
    assert_eq!(records[1]["headers"]["x-identity-header"], "(redacted)");
    assert_eq!(records[1]["headers"]["x-ms-client-request-id"], "mine");

    let first = &emulator.requests()[0];
    assert_eq!(first.parameter("resource").as_deref(), Some(ARM));
    assert_eq!(first.status(), Some(200));
    assert_eq!(imds(&emulator, "DELETE", "/emulator/requests", &[], "").status, 204);
    assert!(emulator.requests().is_empty());
}

#[test]
fn counters_count_requests() {
    let emulator = start();
    emulator.set_faults(vec![Fault { delay_ms: 1500, ..Fault::at(Endpoint::Imds) }]);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| token(&emulator, ARM, ""));
        }
    });
    let counters = imds(&emulator, "GET", "/emulator/counters", &[], "").json();
    let imds_counters = &counters["imds"];
    assert_eq!(imds_counters["requests"], 4);
    assert_eq!(imds_counters["mostInFlight"], 4);
    assert_eq!(imds_counters["inFlight"], 0);
    assert_eq!(imds_counters["tokensIssued"], 1);
    assert_eq!(counters["arm"]["requests"], 0);
    emulator.clear_requests();
    assert_eq!(emulator.counters(Endpoint::Imds).requests, 0);
}

#[test]
fn a_client_that_disconnects_is_logged() {
    let emulator = start();
    emulator.set_faults(vec![Fault { delay_ms: 60_000, ..Fault::at(Endpoint::Imds) }]);
    let authority = imds_authority(&emulator);
    let mut stream = connect(authority).expect("connects");
    write!(stream, "GET {} HTTP/1.1\r\nHost: {authority}\r\nMetadata: true\r\n\r\n", token_path("a=b")).expect("sends");
    let outcome = |wanted: Outcome| {
        let begun = Instant::now();
        while emulator.requests().first().map(|record| record.outcome) != Some(wanted) {
            assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", emulator.requests());
            std::thread::sleep(Duration::from_millis(5));
        }
    };
    outcome(Outcome::Pending);
    drop(stream);
    outcome(Outcome::Abandoned);
    assert_eq!(emulator.counters(Endpoint::Imds).in_flight, 0);
}

#[test]
fn the_ready_file_can_be_requested() {
    let emulator = start();
    let shown = imds(&emulator, "GET", "/emulator", &[], "").json();
    assert_eq!(shown, serde_json::to_value(emulator.endpoints()).expect("JSON"));
    assert_eq!(shown["environment"]["AZURE_POD_IDENTITY_AUTHORITY_HOST"], json!(emulator.endpoints().imds));
    assert_eq!(shown["environment"]["AZMI_ENVIRONMENT"], json!(emulator.endpoints().arm));
    assert_eq!(shown["systemAssigned"]["principalId"], SYSTEM);
    let scenario = imds(&emulator, "GET", "/emulator/scenario", &[], "").json();
    assert_eq!(scenario["thisVm"], "vm1");
}

#[test]
fn resource_manager_serves_control_requests_too() {
    let emulator = start();
    assert_eq!(arm(&emulator, "GET", "/emulator/counters", &[], "").status, 200);
    assert!(emulator.requests().is_empty(), "control requests aren't logged");
}

#[test]
fn requests_from_web_pages_are_refused() {
    let emulator = start();
    let refused = |headers: &[(&str, &str)]| {
        let answer = imds(&emulator, "PUT", "/emulator/faults", headers, "[]");
        assert_eq!(
            (answer.status, answer.json()["error"]["code"].clone()),
            (403, Value::from("Refused")),
            "{headers:?}"
        );
    };
    refused(&[("Origin", "https://evil.example")]);
    refused(&[("Origin", "null")]);
    refused(&[("Sec-Fetch-Site", "cross-site")]);
    // A name of the page's own that resolves to loopback.
    refused(&[("Host", "evil.example")]);
    refused(&[("Host", "127.0.0.1.evil.example:80")]);
    refused(&[("Host", "[2001:db8::1]:80")]);
    for host in ["localhost:1", "LOCALHOST", "127.0.0.1:1", "[::1]:1", "127.1.2.3"] {
        let answer = imds(&emulator, "PUT", "/emulator/faults", &[("Host", host)], "[]");
        assert_eq!(answer.status, 200, "{host}");
    }
}

#[test]
fn unknown_paths_and_methods_have_different_responses() {
    let emulator = start();
    assert_eq!(imds(&emulator, "GET", "/emulator/nothing", &[], "").status, 404);
    assert_eq!(imds(&emulator, "POST", "/emulator/faults", &[], "[]").status, 405);
    assert_eq!(get(&emulator, "/emulators").status, 404);
    let token = token(&emulator, ARM, "");
    assert_eq!(arm_get(&emulator, &token, "/emulators?api-version=2022-12-01").status, 404);
}

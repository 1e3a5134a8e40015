//! Fault plans, set over HTTP, and their effect on requests.

use crate::support::{ARM, Answer, arm, code, get, imds, start, token_path, try_arm, try_imds};
use azmi_emulator::{Emulator, Endpoint, Fault, Outcome};
use serde_json::json;
use std::io::ErrorKind;
use std::time::{Duration, Instant};

const GOOD: &str = "api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com%2F";

fn plan(emulator: &Emulator, faults: &str) -> Answer {
    imds(emulator, "PUT", "/emulator/faults", &[], faults)
}

fn ask(emulator: &Emulator) -> Answer {
    get(emulator, &token_path(GOOD))
}

#[test]
fn a_status_is_returned_as_often_as_planned_with_the_services_own_body() {
    let emulator = start();
    assert_eq!(plan(&emulator, r#"[{"endpoint":"imds","status":429,"retryAfter":"1","times":2}]"#).status, 200);
    for _ in 0..2 {
        let answer = ask(&emulator);
        answer.is(429, r#"{"error":"too_many_requests","error_description":"Too many requests"}"#);
        assert_eq!(answer.header("retry-after"), Some("1"));
        assert_eq!(answer.header("server"), Some("IMDS/150.870.65.1854"));
    }
    assert_eq!(ask(&emulator).status, 200);
    imds(&emulator, "GET", "/emulator/faults", &[], "").is(200, "[]");
}

#[test]
fn a_plan_shows_how_often_each_fault_still_applies() {
    let emulator = start();
    plan(&emulator, r#"[{"endpoint":"imds","status":500,"times":3},{"endpoint":"arm","reset":true}]"#);
    ask(&emulator);
    let left = imds(&emulator, "GET", "/emulator/faults", &[], "");
    left.is(200, r#"[{"endpoint":"imds","status":500,"times":2},{"endpoint":"arm","reset":true}]"#);
    assert_eq!(imds(&emulator, "DELETE", "/emulator/faults", &[], "").status, 204);
    assert_eq!(ask(&emulator).status, 200);
}

#[test]
fn a_match_applies_to_the_decoded_path_and_query() {
    let emulator = start();
    plan(&emulator, r#"[{"endpoint":"imds","match":"HTTPS://vault.azure.net","status":500}]"#);
    assert_eq!(ask(&emulator).status, 200);
    let vault = get(&emulator, &token_path("api-version=2018-02-01&resource=https%3A%2F%2Fvault.azure.net"));
    assert_eq!(vault.status, 500);
    assert_eq!(get(&emulator, "/metadata/versions").status, 200);
}

#[test]
fn bodies_headers_and_types_are_as_planned() {
    let emulator = start();
    plan(
        &emulator,
        r#"[{"endpoint":"imds","status":500,"body":"out of order","contentType":"text/plain","headers":{"Server":"Microsoft-IIS/10.0"},"times":1},
            {"endpoint":"imds","body":"<html>sign in</html>","contentType":"text/html","headers":{"Server":null},"times":1},
            {"endpoint":"imds","body":{"access_token":""},"times":1}]"#,
    );
    let wire_server = ask(&emulator);
    wire_server.is(500, "out of order");
    assert_eq!(wire_server.header("server"), Some("Microsoft-IIS/10.0"));
    assert_eq!(wire_server.header("content-type"), Some("text/plain"));
    let portal = ask(&emulator);
    portal.is(200, "<html>sign in</html>");
    assert_eq!(portal.header("server"), None);
    ask(&emulator).is(200, r#"{"access_token":""}"#);
}

#[test]
fn a_body_grows_to_the_size_planned() {
    let emulator = start();
    plan(&emulator, r#"[{"endpoint":"imds","body":"{}","bodySize":3000000}]"#);
    let answer = ask(&emulator);
    assert_eq!(answer.header("content-length"), Some("3000000"));
    assert_eq!(answer.body.len(), 3_000_000);
    assert_eq!(answer.json(), json!({}));
}

#[test]
fn a_delay_holds_back_only_its_response() {
    let emulator = start();
    plan(&emulator, r#"[{"endpoint":"imds","match":"vault","delayMs":4000}]"#);
    let begun = Instant::now();
    let (slow, quick) = std::thread::scope(|scope| {
        let slow = scope.spawn(|| {
            let answer = get(&emulator, &token_path("api-version=2018-02-01&resource=https://vault.azure.net"));
            (answer.status, begun.elapsed())
        });
        let quick = scope.spawn(|| (ask(&emulator).status, begun.elapsed()));
        (slow.join().expect("no panic"), quick.join().expect("no panic"))
    });
    assert_eq!((slow.0, quick.0), (200, 200));
    assert!(slow.1 >= Duration::from_secs(4), "{slow:?}");
    assert!(quick.1 < Duration::from_millis(3900), "{quick:?}");
}

#[test]
fn a_reset_works_over_plain_http_and_tls() {
    let emulator = start();
    plan(&emulator, r#"[{"endpoint":"imds","reset":true,"times":1},{"endpoint":"arm","reset":true,"times":1}]"#);
    let plain = try_imds(&emulator, "GET", &token_path(GOOD), &[("Metadata", "true")], "").expect_err("no answer");
    assert_eq!(plain.kind(), ErrorKind::ConnectionReset);
    let path = "/metadata/endpoints?api-version=2022-09-01";
    let tls = try_arm(&emulator, "localhost", "GET", path, &[], "").expect_err("no answer");
    assert_eq!(tls.kind(), ErrorKind::ConnectionReset);
    assert_eq!(arm(&emulator, "GET", path, &[], "").status, 200);
    assert_eq!(emulator.requests()[0].outcome, Outcome::Reset);
}

#[test]
fn a_fault_can_apply_for_some_seconds() {
    let emulator = start();
    plan(&emulator, r#"[{"endpoint":"imds","status":410,"seconds":2}]"#);
    assert_eq!(ask(&emulator).status, 410);
    assert_eq!(ask(&emulator).status, 410);
    std::thread::sleep(Duration::from_millis(2100));
    assert_eq!(ask(&emulator).status, 200);
}

#[test]
fn resource_manager_has_its_own_faults() {
    let emulator = start();
    emulator.set_faults(vec![Fault {
        status: Some(429),
        retry_after: Some("7".to_owned()),
        matching: Some("virtualMachines/VM1".to_owned()),
        ..Fault::at(Endpoint::Arm)
    }]);
    let path =
        "/subscriptions/x/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm1?api-version=2024-07-01";
    let answer = arm(&emulator, "GET", path, &[], "");
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("7")));
    assert_eq!(answer.json()["error"]["code"], "TooManyRequests");
    assert!(answer.header("x-ms-request-id").is_some());
    assert_eq!(crate::support::token(&emulator, ARM, "").split('.').count(), 3);
}

#[test]
fn an_invalid_plan_is_refused_and_the_old_one_stays() {
    let emulator = start();
    plan(&emulator, r#"[{"endpoint":"imds","status":500}]"#);
    for (faults, place) in [
        ("{}", "faults"),
        (r#"[{"endpoint":"imds"},{"endpoint":"moon"}]"#, "faults[1].endpoint"),
        (r#"[{"endpoint":"imds","stauts":500}]"#, "stauts"),
        (r#"[{"endpoint":"imds","status":99}]"#, "faults[0].status"),
        (r#"[{"endpoint":"imds","headers":{"a b":"c"}}]"#, "faults[0].headers"),
        (r#"[{"status":500}]"#, "endpoint"),
        ("[] []", "trailing"),
    ] {
        let answer = plan(&emulator, faults);
        assert_eq!(answer.status, 400, "{faults}");
        assert!(answer.body.contains(place), "{}", answer.body);
    }
    assert_eq!(ask(&emulator).status, 500);
}

#[test]
fn a_single_rule_needs_no_list_and_a_behavior_only_its_name() {
    let emulator = start();
    for rules in [
        r#"{"endpoint":"imds","status":500}"#,
        r#"{"behaviour":"service-mesh"}"#,
        r#"["unasked-gzip","service-mesh"]"#,
        r#""service-mesh""#,
        "service-mesh",
    ] {
        assert_eq!(plan(&emulator, rules).status, 200, "{rules}");
        assert_ne!(ask(&emulator).status, 200, "{rules}");
    }
    for (wrong, what) in [("service-mash", "isn't one of"), ("5", "isn't one of"), ("service mesh", "expected value")] {
        let answer = plan(&emulator, wrong);
        assert_eq!(code(&answer), (400, "InvalidFault".to_owned()));
        assert!(answer.body.contains(what), "{}", answer.body);
    }
}

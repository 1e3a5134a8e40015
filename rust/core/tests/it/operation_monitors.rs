//! Long-running operations as services really run them: monitors that don't exist yet or any more, polls that fail, and
//! results that appear late.

use crate::support::rest::{path, send_body};
use crate::support::*;
use azmi_core::{Call, Code, Error, Event, RestAnswer, RestRequest};
use azmi_emulator::{Emulator, Fault};
use serde_json::json;
use std::time::{Duration, Instant};

const OWNER: &str = r#"{"virtualMachines":[{"name":"vm1","resourceGroup":"rg1","identity":{"systemAssigned":true}}],"thisVm":"vm1",
    "roleAssignments":[{"principal":"vm1","role":"Owner"}]}"#;
const MADE: &str = r#"{"id":"/thing","properties":{"provisioningState":"Succeeded","made":"yes"}}"#;
const NOT_FOUND: &str = r#"{"error":{"code":"ResourceNotFound","message":"not there"}}"#;
const SUCCEEDED: &str = r#"{"status":"Succeeded"}"#;

/// The response to the next `times` requests for `part`.
fn says(part: &str, times: u32, status: u16, body: &str) -> Fault {
    Fault { matching: Some(part.into()), status: Some(status), body: Some(body.into()), times: Some(times), ..arm() }
}

fn with(fault: Fault, headers: &[(&str, &str)]) -> Fault {
    let headers = headers.iter();
    let headers = headers.map(|(name, value)| ((*name).to_owned(), Some((*value).to_owned())));
    Fault { headers: headers.collect(), ..fault }
}

/// The response that begins an operation.
fn begins(status: u16, body: &str) -> Fault {
    let headers = [("azure-asyncoperation", "/look/1"), ("retry-after", "0")];
    with(says("/thing", 1, status, body), &headers)
}

fn waiting(method: &str) -> RestRequest {
    let request = match method {
        "DELETE" => RestRequest { method: Some(method.into()), ..path("/thing") },
        _ => send_body(method, "/thing", json!({})),
    };
    RestRequest { wait: true, ..request }
}

async fn run(method: &str, faults: Vec<Fault>) -> (Emulator, Result<RestAnswer, Error>) {
    run_within(method, faults, &quick()).await
}

async fn run_within(method: &str, faults: Vec<Fault>, call: &Call) -> (Emulator, Result<RestAnswer, Error>) {
    let emulator = emulator_with(OWNER);
    let client = client(&emulator);
    client.connect(&quick()).await.expect("connects");
    emulator.set_faults(faults);
    let ended = client.rest(&waiting(method), call).await;
    (emulator, ended)
}

#[tokio::test]
async fn a_new_result_may_appear_late() {
    let (emulator, ended) = run(
        "PUT",
        vec![
            begins(201, "{}"),
            says("/look", 1, 404, NOT_FOUND),
            says("/look", 9, 200, SUCCEEDED),
            says("/thing", 2, 404, NOT_FOUND),
            says("/thing", 1, 200, r#"{"properties":{"provisioningState":"Creating"}}"#),
            says("/thing", 9, 200, MADE),
        ],
    )
    .await;
    assert_eq!(ended.unwrap().body(), MADE.as_bytes());
    assert_eq!((count(&emulator, "/look"), count(&emulator, "/thing")), (2, 5));
}

#[tokio::test]
async fn a_result_that_never_appears_is_an_error_soon() {
    let begun = Instant::now();
    let faults = vec![begins(201, "{}"), says("/look", 1, 200, SUCCEEDED), says("/thing", 99, 404, NOT_FOUND)];
    let error = run("PUT", faults).await.1.unwrap_err();
    assert_eq!((error.code(), error.service_code()), (Code::ResourceNotFound, Some("ResourceNotFound")));
    assert!(error.message().contains("succeeded"), "{error}");
    let seconds = begun.elapsed().as_secs();
    assert!((9..20).contains(&seconds), "{seconds} s");
}

#[tokio::test]
async fn a_resource_that_lags_behind_its_status_is_returned_after_some_polls() {
    let lagging = r#"{"properties":{"provisioningState":"Updating"}}"#;
    let faults = vec![begins(200, "{}"), says("/look", 1, 200, SUCCEEDED), says("/thing", 99, 200, lagging)];
    let ended = run("PATCH", faults).await.1.unwrap();
    assert_eq!(ended.body(), lagging.as_bytes());
}

#[tokio::test]
async fn for_a_monitor_that_is_gone_the_resources_state_counts() {
    let gone = |times| says("/look", times, 404, NOT_FOUND);
    // The resource says that it is done, so there is no wait for the monitor.
    let begun = Instant::now();
    let faults = vec![begins(200, MADE), gone(99), says("/thing", 9, 200, MADE)];
    let (emulator, ended) = run("PUT", faults).await;
    assert_eq!(ended.unwrap().body(), MADE.as_bytes());
    assert_eq!(count(&emulator, "/look"), 1);
    assert!(begun.elapsed() < Duration::from_secs(8));
    // It was seen, and is gone.
    let running = says("/look", 1, 200, r#"{"status":"InProgress"}"#);
    for (resource, expected) in [
        (MADE, None),
        (r#"{"properties":{"provisioningState":"Failed","error":{"code":"X"}}}"#, Some(Code::OperationFailed)),
        (r#"{"properties":{}}"#, Some(Code::OperationVanished)),
    ] {
        let faults = vec![begins(201, "{}"), running.clone(), gone(99), says("/thing", 9, 200, resource)];
        let (emulator, ended) = run("PUT", faults).await;
        assert_eq!(ended.err().map(|error| error.code()), expected, "{resource}");
        assert_eq!(count(&emulator, "/look"), 2);
    }
    let error = run("POST", vec![begins(202, ""), running, gone(99)]).await.1.unwrap_err();
    assert_eq!(error.code(), Code::OperationVanished);
}

#[tokio::test]
async fn failing_polls_are_retried_as_long_as_there_is_time() {
    let headers = [("retry-after", "0")];
    let throttled = with(says("/look", 7, 429, "{}"), &headers);
    let broken = with(says("/look", 7, 503, "<html>"), &headers);
    let faults = vec![begins(202, ""), throttled, broken, says("/look", 1, 200, SUCCEEDED)];
    let (emulator, ended) = run("DELETE", faults).await;
    assert_eq!(ended.unwrap().status(), 200);
    assert_eq!(count(&emulator, "/look"), 15);
    // More than the remaining time of the call.
    let headers = [("retry-after", "3600")];
    for (status, expected) in [(429, Code::Throttled), (503, Code::ServiceFailed)] {
        let faults = vec![begins(202, ""), with(says("/look", 9, status, "{}"), &headers)];
        let begun = Instant::now();
        let error = run("DELETE", faults).await.1.unwrap_err();
        assert_eq!(error.code(), expected);
        assert!(error.next_step().unwrap().contains("/look/1"), "{error:?}");
        assert!(begun.elapsed() < Duration::from_secs(8));
    }
}

#[tokio::test]
async fn a_date_is_measured_against_the_clock_of_its_response() {
    let headers = [("date", "Thu, 01 Jan 2015 00:00:00 GMT"), ("retry-after", "Thu, 01 Jan 2015 00:00:02 GMT")];
    let running = with(says("/look", 1, 200, r#"{"status":"Running"}"#), &headers);
    let faults = vec![begins(202, ""), running, says("/look", 1, 200, SUCCEEDED)];
    let begun = Instant::now();
    assert!(run("DELETE", faults).await.1.is_ok());
    assert!(begun.elapsed() >= Duration::from_secs(2));
}

#[tokio::test]
async fn an_unreadable_result_does_not_fail_the_operation() {
    let refused = says("/thing", 9, 405, r#"{"error":{"code":"MethodNotAllowed"}}"#);
    let faults = vec![begins(202, ""), says("/look", 1, 200, SUCCEEDED), refused];
    assert_eq!(run("PUT", faults).await.1.unwrap().body(), SUCCEEDED.as_bytes());
}

#[tokio::test]
async fn an_operation_without_a_monitor_causes_a_warning() {
    let ears = Ears::default();
    let faults = vec![says("/thing", 1, 202, "")];
    let ended = run_within("DELETE", faults, &ears.call()).await.1;
    assert_eq!(ended.unwrap().status(), 202);
    let warned = |event: &Event| matches!(event, Event::Warning { text } if text.contains("202"));
    assert!(ears.heard().iter().any(warned));
}

#[tokio::test]
async fn a_result_that_is_a_list_is_read_to_its_end() {
    let emulator = emulator_with(OWNER);
    let client = client(&emulator);
    client.connect(&quick()).await.unwrap();
    emulator.set_faults(vec![
        with(says("/thing", 1, 202, ""), &[("location", "/result/1"), ("retry-after", "0")]),
        says("/result/1", 1, 202, ""),
        says("/result/1", 1, 200, r#"{"value":[1],"nextLink":"2"}"#),
        says("/result/2", 1, 200, r#"{"value":[2]}"#),
    ]);
    let request = RestRequest { paginate: true, ..waiting("POST") };
    let first = client.rest(&request, &quick()).await.unwrap();
    let second = first.next_page(&quick()).await.unwrap().unwrap();
    assert_eq!((first.item(0), second.item(0)), (Some("1"), Some("2")));
    let asked = emulator.requests();
    assert_eq!(asked.iter().filter(|r| r.method == "POST").count(), 1);
}

#[tokio::test]
async fn the_result_of_an_action_is_at_the_location_of_its_first_response() {
    let places = [("azure-asyncoperation", "/look/1"), ("location", "/result")];
    let faults = vec![
        with(says("/thing", 1, 202, ""), &places),
        says("/look", 1, 200, SUCCEEDED),
        says("/result", 1, 200, r#"{"keys":[1]}"#),
    ];
    let ended = run("POST", faults).await.1.unwrap();
    assert_eq!(ended.body(), br#"{"keys":[1]}"#);
}

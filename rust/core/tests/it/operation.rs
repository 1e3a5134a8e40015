//! Long-running operations: every way to begin and to end, and leaving one that is still running.

use crate::support::*;
use azmi_core::{Call, Client, Code, Error, Event, RestAnswer, RestRequest};
use azmi_emulator::{Emulator, Fault};
use serde_json::{Value, json};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const GROUP: &str = "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg1";
const OWNER: &str = r#"{"virtualMachines":[{"name":"vm1","resourceGroup":"rg1","identity":{"systemAssigned":true}}],"thisVm":"vm1",
    "roleAssignments":[{"principal":"vm1","role":"Owner"}],"arm":{"operationLooks":3}}"#;

fn request(method: &str, path: &str, body: Option<Value>) -> RestRequest {
    RestRequest {
        method: Some(method.into()),
        path: Some(path.into()),
        api_version: Some("2022-09-01".into()),
        body: body.map(|body| body.to_string()),
        wait: true,
        ..RestRequest::default()
    }
}

fn deployment() -> RestRequest {
    let template = json!({
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {"name": {"type": "string"}},
        "resources": [{"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "[parameters('name')]",
            "location": "[resourceGroup().location]", "sku": {"name": "Standard_LRS"}, "kind": "StorageV2"}],
        "outputs": {"name": {"type": "string", "value": "[parameters('name')]"}},
    });
    let properties = json!({"mode": "Incremental", "template": template, "parameters": {"name": {"value": "store1"}}});
    request(
        "PUT",
        &format!("{GROUP}/providers/Microsoft.Resources/deployments/d1"),
        Some(json!({ "properties": properties })),
    )
}

async fn send(client: &Client, request: &RestRequest) -> Result<RestAnswer, Error> {
    client.rest(request, &quick()).await
}

fn state(answer: &RestAnswer) -> Value {
    serde_json::from_slice(answer.body()).unwrap()
}

#[tokio::test]
async fn a_template_deployment_runs_to_completion_with_progress() {
    let emulator = emulator_with(OWNER);
    let client = client(&emulator);
    let ears = Ears::default();
    let answer = client.rest(&deployment(), &ears.call()).await.unwrap();
    let body = state(&answer);
    assert_eq!(body["properties"]["provisioningState"], "Succeeded");
    assert_eq!(body["properties"]["outputs"]["name"]["value"], "store1");
    assert_eq!(count(&emulator, "operationStatuses"), 3);
    let progress = ears.heard().into_iter().filter(|e| matches!(e, Event::Progress { .. })).count();
    assert_eq!(progress, 3);
    assert!(ears.heard().iter().any(|e| matches!(e, Event::Notice { text } if text.contains("operationStatuses"))));
    let made = request("GET", &format!("{GROUP}/providers/Microsoft.Storage/storageAccounts/store1"), None);
    assert_eq!(send(&client, &made).await.unwrap().status(), 200);
}

#[tokio::test]
async fn without_waiting_the_first_response_is_returned() {
    let emulator = emulator_with(OWNER);
    let at_once = RestRequest { wait: false, ..deployment() };
    let answer = send(&client(&emulator), &at_once).await.unwrap();
    assert_eq!(answer.status(), 201);
    assert!(answer.headers().any(|(name, _)| name == "azure-asyncoperation"));
    assert_eq!(count(&emulator, "operationStatuses"), 0);
}

type Headers = Vec<(&'static str, &'static str)>;
type Beginning = (&'static str, u16, Headers, &'static str);

/// How an operation begins: method, path, and the headers and body of the first response; `@` stands for the endpoint.
fn beginnings() -> Vec<Beginning> {
    vec![
        ("PUT", 201, vec![("azure-asyncoperation", "@/look")], "{}"),
        ("PATCH", 200, vec![("azure-asyncoperation", "@/look")], "{}"),
        ("POST", 202, vec![("operation-location", "@/look")], ""),
        ("POST", 202, vec![("location", "@/look")], ""),
        ("DELETE", 202, vec![("location", "/look")], ""),
        ("PUT", 201, vec![], r#"{"properties":{"provisioningState":"Creating"}}"#),
        ("PUT", 202, vec![], ""),
    ]
}

/// What every poll returns, and the expected result.
fn endings() -> Vec<(Fault, Code)> {
    let body = |status, body: &str| Fault { status: Some(status), body: Some(body.into()), ..arm() };
    let failed = r#"{"status":"Failed","properties":{"provisioningState":"Failed"},"error":{"code":"QuotaExceeded","message":"too many cores"}}"#;
    let cancelled = r#"{"status":"Canceled","properties":{"provisioningState":"Canceled"}}"#;
    vec![
        (body(200, failed), Code::OperationFailed),
        (body(200, cancelled), Code::OperationFailed),
        (body(404, r#"{"error":{"code":"NotFound","message":"gone"}}"#), Code::OperationVanished),
        (body(410, ""), Code::OperationVanished),
        (body(202, r#"{"status":"Running","properties":{"provisioningState":"Updating"}}"#), Code::TimedOut),
        (body(403, r#"{"error":{"code":"AuthorizationFailed","message":"no more"}}"#), Code::AuthorizationFailed),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_beginning_with_every_ending() {
    let mut cases = tokio::task::JoinSet::new();
    for start in 0..beginnings().len() {
        for end in 0..endings().len() {
            cases.spawn(async move {
                let (look, expected) = endings().swap_remove(end);
                one(start, look, expected).await;
            });
        }
        for (look, expected) in stateless(&beginnings()[start]) {
            cases.spawn(one(start, look, expected));
        }
    }
    assert!(cases.len() >= 50);
    while let Some(done) = cases.join_next().await {
        done.expect("the task succeeds");
    }
}

/// Responses that should contain a state but don't, which isn't a success. `Location` may return a result of
/// any form, a status without a body means done, and so does a resource without a state.
fn stateless(beginning: &Beginning) -> Vec<(Fault, Code)> {
    let bodies: &[&str] = match beginning.2.first() {
        Some(("location", _)) => &[],
        Some(_) => &["<html>welcome</html>", "{}", r#"{"status":null}"#],
        None => &["<html>welcome</html>", "", "[]"],
    };
    let looks = bodies.iter().map(|body| Fault { status: Some(200), body: Some((*body).into()), ..arm() });
    looks.map(|look| (look, Code::BadResponse)).collect()
}

async fn one(start: usize, look: Fault, expected: Code) {
    let emulator = emulator_with(OWNER);
    let client = client(&emulator);
    client.connect(&quick()).await.expect("connects");
    let (method, status, headers, body) = beginnings().swap_remove(start);
    let reported = format!("{method} {headers:?} {body}, then {look:?}");
    let looks_elsewhere = !headers.is_empty();
    let headers =
        headers.into_iter().map(|(name, value)| (name.to_owned(), Some(value.replace('@', &emulator.endpoints().arm))));
    let first = Fault {
        matching: Some("/thing".into()),
        status: Some(status),
        body: Some(body.to_owned()),
        headers: headers.collect(),
        times: Some(1),
        ..arm()
    };
    let place = if looks_elsewhere { "/look" } else { "/thing" };
    emulator.set_faults(vec![first, Fault { matching: Some(place.into()), ..look }]);
    let call = match expected {
        Code::TimedOut => Call::new().with_timeout(Duration::from_secs(4)),
        _ => quick(),
    };
    let body = (method != "DELETE").then(|| json!({}));
    let ended = client.rest(&request(method, "/thing", body), &call).await;
    if (method, expected) == ("DELETE", Code::OperationVanished) {
        assert_eq!(ended.expect(&reported).status(), 204, "{reported}");
        return;
    }
    let error = ended.expect_err(&reported);
    assert_eq!(error.code(), expected, "{reported}: {error:?}");
    let words = format!("{} {}", error.message(), error.next_step().unwrap_or_default());
    assert!(words.contains(&format!("{}{place}", emulator.endpoints().arm)), "{reported}: {words}");
    // If the monitor is gone, the resource can show the state.
    let looks_there = count(&emulator, "/thing") > 1;
    let may_look = expected == Code::OperationVanished && method != "POST";
    assert_eq!(looks_there, !looks_elsewhere || may_look, "{reported}");
    if words.contains("too many cores") {
        assert_eq!(error.service_code(), Some("QuotaExceeded"));
    }
}

#[tokio::test]
async fn a_monitor_on_another_host_is_not_followed() {
    for header in ["azure-asyncoperation", "operation-location", "location"] {
        let emulator = emulator_with(OWNER);
        let client = client(&emulator);
        client.connect(&quick()).await.unwrap();
        emulator.set_faults(fault(Fault {
            matching: Some("/thing".into()),
            status: Some(202),
            body: Some(String::new()),
            headers: [(header.to_owned(), Some("https://evil.example/look".to_owned()))].into(),
            ..arm()
        }));
        let begun = request("PUT", "/thing", Some(json!({})));
        assert_eq!(code(send(&client, &begun).await), Code::UntrustedLink, "{header}");
    }
}

#[tokio::test]
async fn polls_that_fail_transiently_are_retried() {
    for passing in [
        Fault { status: Some(503), ..arm() },
        Fault { status: Some(429), retry_after: Some("0".into()), ..arm() },
        Fault { reset: true, ..arm() },
    ] {
        let emulator = emulator_with(OWNER);
        let client = client(&emulator);
        emulator.set_faults(fault(Fault { matching: Some("operationStatuses".into()), times: Some(1), ..passing }));
        let answer = send(&client, &deployment()).await.unwrap();
        assert_eq!(state(&answer)["properties"]["provisioningState"], "Succeeded");
    }
}

#[tokio::test]
async fn the_requested_wait_is_honored() {
    let emulator =
        emulator_with(&OWNER.replace(r#""operationLooks":3"#, r#""operationLooks":2,"operationRetryAfter":1"#));
    let client = client(&emulator);
    client.connect(&quick()).await.unwrap();
    let begun = std::time::Instant::now();
    send(&client, &deployment()).await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(2));
}

#[tokio::test]
async fn a_resource_in_place_of_a_status_shows_the_state() {
    let emulator = emulator_with(OWNER);
    let resource = |state: &str| Fault {
        matching: Some("operationStatuses".into()),
        status: Some(200),
        body: Some(json!({"properties": {"provisioningState": state}}).to_string()),
        times: Some(1),
        ..arm()
    };
    emulator.set_faults(vec![resource("Updating"), resource("Succeeded")]);
    send(&client(&emulator), &deployment()).await.unwrap();
    assert_eq!(count(&emulator, "operationStatuses"), 2);
}

fn never_ending(emulator: &Emulator) {
    emulator.set_faults(fault(Fault {
        matching: Some("operationStatuses".into()),
        status: Some(200),
        body: Some(r#"{"status":"Running","percentComplete":40}"#.into()),
        ..arm()
    }));
}

#[tokio::test]
async fn a_caller_that_stops_waiting_learns_where_the_operation_continues() {
    let emulator = emulator_with(OWNER);
    let client = client(&emulator);
    never_ending(&emulator);
    let cancel = CancellationToken::new();
    let ears = Ears::default();
    let call = ears.call().with_cancel(cancel.clone());
    let leave = async {
        tokio::time::sleep(Duration::from_secs(2)).await;
        cancel.cancel();
    };
    let request = deployment();
    // The caller limits the whole call again, as the C interface does.
    let whole = call.run("the call waited", client.rest(&request, &call));
    let (ended, ()) = tokio::join!(whole, leave);
    let error = ended.unwrap_err();
    assert_eq!(error.code(), Code::Cancelled);
    assert!(error.next_step().unwrap().contains("operationStatuses"), "{error:?}");
    assert!(ears.heard().iter().any(|e| matches!(e, Event::Progress { done: 40, total: 100, .. })));
}

//! A service that no longer accepts a token: the client gets a new one once and repeats the call once.

use crate::support::rest::{path, send_body};
use crate::support::*;
use azmi_core::{Client, Code, FleetQuery, RestRequest, VmQuery};
use azmi_emulator::{Emulator, Fault};
use serde_json::json;

const OWNER: &str = r#"{"virtualMachines":[{"name":"vm1","resourceGroup":"rg1","identity":{"systemAssigned":true}}],"thisVm":"vm1",
    "roleAssignments":[{"principal":"vm1","role":"Owner"}],"arm":{"pageSize":1,"operationLooks":2}}"#;
const GROUP: &str = "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg1";

fn refused(part: &str, code: &str, times: u32) -> Fault {
    Fault {
        matching: Some(part.into()),
        status: Some(401),
        body: Some(json!({"error": {"code": code, "message": "no"}}).to_string()),
        headers: [(
            "www-authenticate".to_owned(),
            Some(r#"Bearer authorization_uri="https://login.example/", error="invalid_token""#.to_owned()),
        )]
        .into(),
        times: Some(times),
        ..arm()
    }
}

/// A client that holds a token, and a service that refuses it.
async fn refusing(faults: Vec<Fault>) -> (Emulator, Client) {
    let emulator = emulator_with(OWNER);
    let client = client(&emulator);
    client.connect(&quick()).await.expect("connects");
    emulator.clear_requests();
    emulator.set_faults(faults);
    (emulator, client)
}

#[tokio::test]
async fn a_new_token_bypasses_the_platforms_cache_and_the_call_is_repeated_once() {
    for code in ["ExpiredAuthenticationToken", "InvalidAuthenticationToken", "Unauthorized"] {
        let (emulator, client) = refusing(vec![refused(GROUP, code, 1)]).await;
        assert_eq!(client.rest(&path(GROUP), &quick()).await.unwrap().status(), 200);
        assert_eq!((count(&emulator, GROUP), token_requests(&emulator)), (2, 1), "{code}");
        let asked = emulator.requests();
        assert!(asked.iter().any(|r| r.query.contains("bypass_cache=true")));
        // The new token is cached.
        client.rest(&path(GROUP), &quick()).await.unwrap();
        assert_eq!(token_requests(&emulator), 1);
    }
}

#[tokio::test]
async fn a_call_that_changes_something_is_repeated_because_nothing_was_done() {
    let (emulator, client) = refusing(vec![refused("/made", "Expired", 1), {
        let made = refused("/made", "", 1);
        Fault { status: Some(200), ..made }
    }])
    .await;
    let request = send_body("POST", "/made", json!({"a": 1}));
    assert!(client.rest(&request, &quick()).await.is_ok());
    let bodies: Vec<_> = emulator.requests().into_iter().filter_map(|r| r.body).collect();
    assert_eq!(bodies, [r#"{"a":1}"#, r#"{"a":1}"#]);
}

#[tokio::test]
async fn the_call_is_repeated_only_once_and_only_if_that_can_help() {
    let (emulator, client) = refusing(vec![refused(GROUP, "InvalidAuthenticationToken", 9)]).await;
    let error = client.rest(&path(GROUP), &quick()).await.unwrap_err();
    assert_eq!(error.code(), Code::AuthenticationFailed);
    assert_eq!((count(&emulator, GROUP), token_requests(&emulator)), (2, 1));
    for code in ["InvalidAuthenticationTokenTenant", "InvalidAuthenticationTokenAudience"] {
        let (emulator, client) = refusing(vec![refused(GROUP, code, 9)]).await;
        assert!(client.rest(&path(GROUP), &quick()).await.is_err());
        assert_eq!((count(&emulator, GROUP), token_requests(&emulator)), (1, 0), "{code}");
    }
}

#[tokio::test]
async fn the_same_token_is_not_sent_again() {
    let (emulator, client) = refusing(vec![]).await;
    let held = client.token(&azmi_core::TokenRequest::default(), &quick()).await.unwrap();
    let same = json!({"access_token": held.token.secret(), "expires_in": "3600"});
    emulator.set_faults(vec![
        refused(GROUP, "InvalidAuthenticationToken", 9),
        Fault { status: Some(200), body: Some(same.to_string()), ..imds() },
    ]);
    let error = client.rest(&path(GROUP), &quick()).await.unwrap_err();
    assert_eq!(error.code(), Code::AuthenticationFailed);
    assert_eq!(count(&emulator, GROUP), 1);
}

#[tokio::test]
async fn a_refused_token_is_dropped_even_if_there_is_no_other() {
    let (emulator, client) = refusing(vec![
        refused(GROUP, "ExpiredAuthenticationToken", 1),
        Fault { status: Some(400), times: Some(1), ..imds() },
    ])
    .await;
    assert!(client.rest(&path(GROUP), &quick()).await.is_err());
    assert!(client.cached_token(None).is_none());
    assert!(client.rest(&path(GROUP), &quick()).await.is_ok());
    assert_eq!(token_requests(&emulator), 2);
}

#[tokio::test]
async fn calls_that_are_refused_together_share_one_new_token() {
    let (emulator, client) = refusing(vec![refused(GROUP, "ExpiredAuthenticationToken", 8)]).await;
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let client = client.clone();
        calls.spawn(async move { client.rest(&path(GROUP), &quick()).await.map(|a| a.status()) });
    }
    while let Some(done) = calls.join_next().await {
        // A late caller is refused with the new token; the repetition is finite.
        _ = done.expect("no panic");
    }
    assert!(count(&emulator, GROUP) <= 16);
    assert!(token_requests(&emulator) <= 8);
}

#[tokio::test]
async fn it_applies_wherever_a_token_is_sent() {
    let once = |part| vec![refused(part, "ExpiredAuthenticationToken", 1)];
    // A later page.
    let page =
        |part: &str, body: &str| Fault { status: Some(200), body: Some(body.to_owned()), ..refused(part, "", 1) };
    let mut faults = once("/list/2");
    faults.push(page("/list?", r#"{"value":[1],"nextLink":"/list/2"}"#));
    faults.push(page("/list/2", r#"{"value":[2]}"#));
    let (emulator, client) = refusing(faults).await;
    let list = RestRequest { paginate: true, ..path("/list") };
    let first = client.rest(&list, &quick()).await.unwrap();
    let second = first.next_page(&quick()).await.unwrap().unwrap();
    assert_eq!(second.item(0), Some("2"));
    assert_eq!(token_requests(&emulator), 1);
    // A fleet.
    let (emulator, client) = refusing(once("ResourceGraph")).await;
    let query = FleetQuery { all: true, ..FleetQuery::default() };
    let page = client.vm_identities(&query).unwrap().next_page(&quick()).await;
    assert_eq!((page.unwrap().unwrap().len(), token_requests(&emulator)), (1, 1));
    // A machine.
    let (emulator, client) = refusing(once("/resources?")).await;
    let query = VmQuery { name: Some("vm1".into()), ..VmQuery::default() };
    assert!(client.vm_identity(&query, &quick()).await.is_ok());
    let asked = emulator.requests();
    assert_eq!(token_requests(&emulator), 1, "{asked:?}");
    // A poll of an operation.
    let mut faults = once("/look");
    let running = |status, body: &str| Fault {
        status: Some(status),
        body: Some(body.to_owned()),
        headers: [("location".to_owned(), Some("/look".to_owned()))].into(),
        ..refused("/thing", "", 1)
    };
    faults.push(running(202, ""));
    faults.push(Fault { matching: Some("/look".into()), ..running(200, r#"{"done":true}"#) });
    let (emulator, client) = refusing(faults).await;
    let request = RestRequest { wait: true, ..send_body("POST", "/thing", json!({})) };
    let ended = client.rest(&request, &quick()).await.unwrap();
    assert_eq!(ended.body(), br#"{"done":true}"#);
    assert_eq!((count(&emulator, "/look"), token_requests(&emulator)), (2, 1));
}

//! The instance document is optional: the client requests it once, briefly, and never delays a token for it.

use crate::sources::machine::Machine;
use crate::sources::raw::{Raw, json, token};
use crate::sources::{made, with_variables};
use crate::support::*;
use azmi_core::{Client, Identity, TokenRequest};
use std::time::{Duration, Instant};

/// A metadata service that serves the instance document that `document` returns for a request; `None` means no response.
async fn service(document: impl Fn(&str, usize) -> Option<Vec<u8>> + Send + Sync + 'static) -> Raw {
    Raw::start(move |head, number| {
        if head.contains("/metadata/instance") {
            document(head, number)
        } else {
            let form = head.split("resource=").nth(1).unwrap_or_default();
            let asked = form.split(['&', ' ']).next().unwrap_or_default();
            Some(token(&asked.replace("%3A", ":").replace("%2F", "/")))
        }
    })
    .await
}

fn client(raw: &Raw) -> Client {
    let host = ("AZURE_POD_IDENTITY_AUTHORITY_HOST".to_owned(), raw.url.clone());
    made(with_variables([host], Identity::SystemAssigned), Machine::plain()).unwrap()
}

const LOOK: &str = "/metadata/instance";
const PUBLIC: &str = "https%3A%2F%2Fmanagement.azure.com%2F";

#[tokio::test]
async fn a_host_without_a_document_is_not_asked_again_and_adds_no_delay() {
    let answers: [(&str, Option<Vec<u8>>); 8] = [
        ("404", Some(json(404, r#"{"error":"not_found"}"#))),
        ("410", Some(json(410, ""))),
        ("400", Some(json(400, r#"{"error":"Bad request"}"#))),
        ("403", Some(json(403, ""))),
        ("page", Some(json(200, "<html>"))),
        ("other JSON", Some(json(200, r#"{"name":{"x":1}}"#))),
        ("cut", Some(b"HTTP/1.1 200 OK\r\ncontent-length: 600000\r\n\r\n".to_vec())),
        ("silence", None),
    ];
    for (what, answer) in answers {
        let raw = service(move |_, _| answer.clone()).await;
        let one = client(&raw);
        let begin = Instant::now();
        let connection = one.connect(&quick()).await.unwrap();
        let first = begin.elapsed();
        assert!(first < Duration::from_secs(6), "{what} {first:?}");
        assert_eq!(connection.environment, "AzureCloud");
        assert_eq!(connection.vm_name, None);
        // Another client in the process reuses the result.
        let begin = Instant::now();
        client(&raw).token(&TokenRequest::default(), &quick()).await.unwrap();
        client(&raw).token(&request("KeyVault"), &quick()).await.unwrap();
        assert!(begin.elapsed() < Duration::from_secs(6), "{what}");
        assert_eq!(raw.count(LOOK), 1, "{what}");
        assert_eq!(raw.count(PUBLIC), 1, "{what}");
    }
}

#[tokio::test]
async fn with_a_configured_cloud_the_token_and_document_are_requested_in_parallel() {
    // The document takes 1.5 s. A busy machine can make one attempt slow, but not all of them.
    for _ in 0..4 {
        if time_until_the_token_is_requested().await < Duration::from_secs(1) {
            return;
        }
    }
    panic!("the token wasn't requested in parallel");
}

/// How long a sign-in takes to request the token while the service that has the document doesn't respond.
async fn time_until_the_token_is_requested() -> Duration {
    let raw = service(|_, _| None).await;
    let host = ("AZURE_POD_IDENTITY_AUTHORITY_HOST".to_owned(), raw.url.clone());
    let mut options = with_variables([host], Identity::SystemAssigned);
    options.environment = Some("AzureUSGovernment".to_owned());
    let one = made(options, Machine::plain()).unwrap();
    let begin = Instant::now();
    let both = one.clone();
    let connecting = tokio::spawn(async move { both.connect(&quick()).await.map(drop) });
    while raw.count("/oauth2/token") == 0 {
        assert!(begin.elapsed() < Duration::from_secs(6), "the token wasn't requested");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let took = begin.elapsed();
    connecting.await.unwrap().unwrap();
    assert!(begin.elapsed() < Duration::from_secs(6));
    took
}

#[tokio::test]
async fn a_busy_service_is_not_mistaken_for_one_without_a_document() {
    let raw = service(|_, _| Some(json(503, ""))).await;
    let one = client(&raw);
    let begin = Instant::now();
    for _ in 0..3 {
        one.token(&TokenRequest::default(), &quick()).await.unwrap();
    }
    // One attempt per half minute, so a script of many calls asks once.
    assert!(begin.elapsed() < Duration::from_secs(10));
    assert_eq!(raw.count(LOOK), 1);
}

#[tokio::test]
async fn an_older_host_is_asked_again_with_a_version_it_supports() {
    let raw = service(|head, _| {
        Some(if head.contains("api-version=2020-09-01") {
            json(200, r#"{"azEnvironment":"AzureUSGovernmentCloud","name":"vm1"}"#)
        } else {
            json(400, r#"{"error":"Bad request","newest-versions":["2020-09-01","2020-07-15"]}"#)
        })
    })
    .await;
    let connection = client(&raw).connect(&quick()).await.unwrap();
    assert_eq!(connection.environment, "AzureUSGovernment");
    assert_eq!(connection.vm_name.as_deref(), Some("vm1"));
    assert_eq!(raw.count(LOOK), 2);

    // If the host refuses a version that it listed itself, the second refusal is final.
    let raw = service(|_, _| Some(json(400, r#"{"newest-versions":["2020-09-01"]}"#))).await;
    client(&raw).token(&TokenRequest::default(), &quick()).await.unwrap();
    assert_eq!(raw.count(LOOK), 2);
}

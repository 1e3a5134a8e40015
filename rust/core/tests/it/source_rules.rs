//! Rules for every source: redirects aren't followed, Retry-After is honored, wrong responses are distinguished, and every
//! failure has a message, a next step and its source.

use crate::sources::machine::{Lab, Machine};
use crate::sources::*;
use crate::support::*;
use azmi_core::{Code, Error, Event, Identity, SourceKind};
use azmi_emulator::{Emulator, Endpoint, Fault};
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::time::{Duration, Instant};

/// An emulator whose agent keeps its keys in the lab.
pub fn world(lab: &Lab, more: &str) -> Emulator {
    let folder = serde_json::to_string(&lab.tokens()).unwrap();
    emulator_with(&format!(r#"{{"hosts":{{"arc":{{"keyFolder":{folder}}}}}{more}}}"#))
}

/// A client for `endpoint` on a machine that has the agent's folder.
pub fn client(emulator: &Emulator, lab: &Lab, endpoint: Endpoint, identity: Identity) -> azmi_core::Client {
    let options = with_variables(variables(emulator, endpoint), identity);
    made(options, Machine::with_agent(lab)).unwrap()
}

/// A fault that returns this response to every request.
pub fn answer(endpoint: Endpoint, status: u16, body: &str) -> Fault {
    refusal(endpoint, status, body).remove(0)
}

/// Asserts that a failure is complete: it has its own message, a next step, and the source that was used.
pub fn complete(error: &Error, source: SourceKind) {
    assert_eq!(error.source_kind(), Some(source), "{error:?}");
    assert!(error.message().len() > 20, "{error:?}");
    assert!(error.next_step().is_some_and(|step| step.len() > 20), "{error:?}");
}

#[tokio::test]
async fn a_redirect_is_never_followed() {
    let lab = Lab::new();
    let emulator = world(&lab, "");
    let target = format!("{}/elsewhere", emulator.endpoints().imds);
    for (endpoint, source) in BY_VARIABLES {
        for status in [301, 302, 303, 307, 308] {
            emulator.clear_requests();
            emulator.set_faults(vec![Fault {
                headers: [("location".to_owned(), Some(target.clone()))].into(),
                ..answer(endpoint, status, "")
            }]);
            let error = client(&emulator, &lab, endpoint, Identity::SystemAssigned)
                .token(&request(ARM), &quick())
                .await
                .unwrap_err();
            assert_eq!((error.code(), error.http_status()), (Code::BadResponse, Some(status)));
            complete(&error, source);
            assert_eq!(emulator.requests().len(), 1, "{endpoint:?} {status}");
        }
    }
}

#[tokio::test]
async fn the_retry_after_of_a_429_is_honored_and_reported() {
    let lab = Lab::new();
    let emulator = world(&lab, "");
    let plan = BY_VARIABLES.map(|(endpoint, _)| Fault {
        status: Some(429),
        retry_after: Some("2".to_owned()),
        times: Some(1),
        ..Fault::at(endpoint)
    });
    emulator.set_faults(plan.to_vec());
    let all = BY_VARIABLES.map(|(endpoint, _)| {
        let client = client(&emulator, &lab, endpoint, Identity::SystemAssigned);
        tokio::spawn(async move {
            let (ears, begin) = (Ears::default(), Instant::now());
            client.token(&request(ARM), &ears.call()).await.unwrap();
            (ears.heard(), begin.elapsed())
        })
    });
    for (task, (endpoint, _)) in all.into_iter().zip(BY_VARIABLES) {
        let (heard, took) = task.await.unwrap();
        assert!(took >= Duration::from_secs(2), "{endpoint:?} {took:?}");
        let waits: Vec<_> =
            heard.iter().filter(|event| matches!(event, Event::Retry { http_status: Some(429), .. })).collect();
        assert_eq!(waits.len(), 1, "{endpoint:?}");
    }
}

#[tokio::test]
async fn a_dropped_connection_is_retried() {
    let lab = Lab::new();
    let emulator = world(&lab, "");
    let plan = BY_VARIABLES.map(|(endpoint, _)| Fault { reset: true, times: Some(1), ..Fault::at(endpoint) });
    emulator.set_faults(plan.to_vec());
    let all = BY_VARIABLES.map(|(endpoint, _)| {
        let client = client(&emulator, &lab, endpoint, Identity::SystemAssigned);
        tokio::spawn(async move { client.token(&request(ARM), &quick()).await.map(drop) })
    });
    for task in all {
        task.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn each_wrong_response_of_each_source_has_its_own_error() {
    let lab = Lab::new();
    let emulator = world(&lab, "");
    for (endpoint, source) in BY_VARIABLES {
        for (status, body, expected) in [
            (200, "<html>Sign in</html>", Code::BadResponse),
            (200, "", Code::BadResponse),
            (200, "[]", Code::BadResponse),
            (200, "{}", Code::InvalidToken),
            (200, r#"{"access_token":"","expires_in":"3600"}"#, Code::InvalidToken),
            (200, r#"{"access_token":"a b","expires_in":"3600"}"#, Code::InvalidToken),
            (200, r#"{"access_token":"a.b.c"}"#, Code::BadResponse),
            (200, r#"{"access_token":"a.b.c","expires_on":"soon"}"#, Code::BadResponse),
            (200, r#"{"access_token":"a.b.c","expires_on":"1"}"#, Code::ExpiredToken),
            (400, r#"{"error":"invalid_request","error_description":"no"}"#, Code::TokenRefused),
            (403, r#"{"error":{"code":"Forbidden","message":"no"}}"#, Code::TokenRefused),
            (400, r#"{"statusCode":400,"message":"no","correlationId":"c"}"#, Code::TokenRefused),
            (418, "a teapot", Code::BadResponse),
        ] {
            emulator.set_faults(vec![answer(endpoint, status, body)]);
            let error = client(&emulator, &lab, endpoint, Identity::SystemAssigned)
                .token(&request(ARM), &quick())
                .await
                .unwrap_err();
            assert_eq!(error.code(), expected, "{endpoint:?} {body}");
            complete(&error, source);
        }
        emulator.set_faults(vec![Fault { body_size: Some(600 * 1024), ..answer(endpoint, 200, "{}") }]);
        let error = client(&emulator, &lab, endpoint, Identity::SystemAssigned)
            .token(&request(ARM), &quick())
            .await
            .unwrap_err();
        assert_eq!(error.code(), Code::ResponseTooLarge);
        complete(&error, source);
    }
}

#[tokio::test]
async fn if_nothing_listens_the_setting_that_leads_there_is_named() {
    let lab = Lab::new();
    let emulator = world(&lab, "");
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).unwrap().port();
    let all = BY_VARIABLES.map(|(endpoint, source)| {
        let mut variables: BTreeMap<_, _> = variables(&emulator, endpoint);
        for (name, value) in &mut variables {
            if name == "AZURE_POD_IDENTITY_AUTHORITY_HOST" || name.ends_with("_ENDPOINT") {
                let scheme = value.split(':').next().unwrap();
                *value = format!("{scheme}://localhost:{port}/token");
            }
        }
        let options = with_variables(variables, Identity::SystemAssigned);
        let client = made(options, Machine::with_agent(&lab)).unwrap();
        let asked = tokio::spawn(async move {
            let (ears, begin) = (Ears::default(), Instant::now());
            let error = client.token(&request(ARM), &ears.call()).await.unwrap_err();
            (error, ears.heard(), begin.elapsed())
        });
        (endpoint, source, asked)
    });
    for (endpoint, source, asked) in all {
        let (error, heard, took) = asked.await.unwrap();
        assert_eq!(error.code(), Code::NothingListening, "{endpoint:?}");
        assert!(error.message().contains(&format!("localhost:{port}")));
        let named = match endpoint {
            Endpoint::Imds => "AZURE_POD_IDENTITY_AUTHORITY_HOST",
            Endpoint::CloudShell | Endpoint::MachineLearning => "MSI_ENDPOINT",
            Endpoint::Arc => "himds",
            _ => "IDENTITY_ENDPOINT",
        };
        assert!(error.next_step().unwrap().contains(named), "{error:?}");
        complete(&error, source);
        // The platform announced the endpoint, including the secret, so it may just not be ready yet.
        let waits = heard.iter().filter(|event| matches!(event, Event::Retry { http_status: None, .. })).count();
        if matches!(endpoint, Endpoint::Imds | Endpoint::CloudShell | Endpoint::Arc) {
            assert!(took < Duration::from_secs(6), "{endpoint:?} {took:?}");
            assert_eq!(waits, 0, "{endpoint:?}");
        } else {
            let seconds = Duration::from_secs(10)..Duration::from_secs(14);
            assert!(seconds.contains(&took), "{endpoint:?} {took:?}");
            assert!(waits >= 5, "{endpoint:?} {heard:?}");
        }
    }
}

#[tokio::test]
async fn waiting_for_a_late_start_does_not_use_up_the_retries() {
    let lab = Lab::new();
    let emulator = world(&lab, "");
    let mut variables = variables(&emulator, Endpoint::AppService);
    let there = variables["IDENTITY_ENDPOINT"].clone();
    let there = there.split('/').nth(2).unwrap().to_owned();
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).unwrap().port();
    let address = format!("127.0.0.1:{port}");
    for value in variables.values_mut() {
        *value = value.replace(&there, &address);
    }
    emulator.set_faults(vec![Fault { times: Some(2), ..answer(Endpoint::AppService, 503, "") }]);
    let client = made(with_variables(variables, Identity::SystemAssigned), Machine::with_agent(&lab)).unwrap();
    let asked = tokio::spawn(async move { client.token(&request(ARM), &quick()).await.map(drop) });
    tokio::time::sleep(Duration::from_secs(2)).await;
    // The sidecar forwards everything to the emulator.
    let sidecar = tokio::net::TcpListener::bind(&address).await.unwrap();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = sidecar.accept().await {
            let mut server = tokio::net::TcpStream::connect(&there).await.unwrap();
            let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
        }
    });
    asked.await.unwrap().unwrap();
}

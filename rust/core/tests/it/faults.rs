//! Faults on the wire: retried where the rules say so, distinguished where not, and always within the time limit.

use crate::support::*;
use azmi_core::{Call, Code, Event};
use azmi_emulator::Fault;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

#[tokio::test]
async fn transient_faults_are_retried_and_each_wait_is_reported() {
    for (plan, status) in [
        (Fault { status: Some(429), retry_after: Some("1".into()), times: Some(1), ..imds() }, Some(429)),
        (Fault { status: Some(410), times: Some(1), ..imds() }, Some(410)),
        (Fault { status: Some(404), body: Some("{}".into()), times: Some(1), ..imds() }, Some(404)),
        (Fault { status: Some(500), body: Some("busy".into()), times: Some(1), ..imds() }, Some(500)),
        (Fault { reset: true, times: Some(1), ..imds() }, None),
    ] {
        let emulator = emulator();
        emulator.set_faults(vec![plan]);
        let ears = Ears::default();
        client(&emulator).token(&request(ARM), &ears.call()).await.unwrap();
        let waits: Vec<_> =
            ears.heard()
                .into_iter()
                .filter_map(|e| {
                    if let Event::Retry { http_status, wait, .. } = e { Some((http_status, wait)) } else { None }
                })
                .collect();
        assert_eq!(waits.len(), 1, "{waits:?}");
        assert_eq!(waits[0].0, status);
        assert!(waits[0].1 >= Duration::from_secs(1));
        assert_eq!(token_requests(&emulator), 2);
    }
}

#[tokio::test]
async fn each_wrong_response_has_its_own_id() {
    let good_looking = |token: &str| Some(format!(r#"{{"access_token":"{token}","expires_in":"3600"}}"#));
    for (plan, expected) in [
        (
            Fault {
                status: Some(200),
                body: Some("<html><body>Sign in</body></html>".into()),
                content_type: Some("text/html".into()),
                ..imds()
            },
            Code::BadResponse,
        ),
        (Fault { status: Some(200), body: good_looking(""), ..imds() }, Code::InvalidToken),
        (Fault { status: Some(200), body_size: Some(200 * 1024 * 1024), ..imds() }, Code::ResponseTooLarge),
        (
            Fault { status: Some(200), body: Some(r#"{"access_token":"t","expires_in":"30"}"#.into()), ..imds() },
            Code::ExpiredToken,
        ),
        (Fault { status: Some(302), body: Some(String::new()), ..imds() }, Code::BadResponse),
        (
            Fault {
                status: Some(403),
                body: Some("host unreachable".into()),
                content_type: Some("text/plain".into()),
                ..imds()
            },
            Code::NoIdentityEndpoint,
        ),
        (
            Fault {
                status: Some(403),
                body: Some(r#"{"error":"access_denied","error_description":"no"}"#.into()),
                ..imds()
            },
            Code::TokenRefused,
        ),
        (Fault { status: Some(407), body: Some("<html>proxy</html>".into()), ..imds() }, Code::BadResponse),
    ] {
        let emulator = emulator();
        emulator.set_faults(vec![plan]);
        let error = client(&emulator).token(&request(ARM), &quick()).await.unwrap_err();
        assert_eq!(error.code(), expected, "{error:?}");
        assert!(error.next_step().is_some() && !error.message().is_empty());
    }
}

#[tokio::test]
async fn a_wait_beyond_the_time_limit_fails_at_once() {
    let emulator = emulator();
    emulator.set_faults(fault(Fault { status: Some(429), retry_after: Some("3600".into()), ..imds() }));
    let begin = Instant::now();
    let error =
        client(&emulator).token(&request(ARM), &Call::new().with_timeout(Duration::from_secs(100))).await.unwrap_err();
    assert_eq!(error.code(), Code::Throttled);
    assert!(error.next_step().unwrap().contains("3600 s"));
    assert!(begin.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_wait_from_an_earlier_call_fails_the_next_call_at_once() {
    let emulator = emulator();
    emulator.set_faults(fault(Fault { status: Some(429), retry_after: Some("3600".into()), times: Some(1), ..imds() }));
    let client = client(&emulator);
    let first = client.token(&request(ARM), &quick()).await.unwrap_err();
    assert_eq!(first.code(), Code::Throttled);
    let sent = emulator.requests().len();
    let begin = Instant::now();
    // A different audience, so a separate request: the two calls share only the endpoint.
    let second = client.token(&request(VAULT), &quick()).await.unwrap_err();
    assert_eq!(second.code(), Code::Throttled, "{second:?}");
    assert_eq!(second.http_status(), Some(429));
    assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
    assert_eq!(emulator.requests().len(), sent, "nothing may be sent meanwhile");
}

#[tokio::test]
async fn cancellation_and_the_time_limit_end_every_wait() {
    for plan in [Fault { delay_ms: 60_000, ..imds() }, Fault { status: Some(429), ..imds() }] {
        let emulator = emulator();
        emulator.set_faults(vec![plan]);
        let cancel = CancellationToken::new();
        let trigger = cancel.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(300)).await;
            trigger.cancel();
        });
        let begin = Instant::now();
        assert_eq!(
            code(client(&emulator).token(&request(ARM), &Call::new().with_cancel(cancel)).await),
            Code::Cancelled
        );
        assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
        let short = Call::new().with_timeout(Duration::from_millis(300));
        assert!(matches!(
            code(client(&emulator).token(&request(VAULT), &short).await),
            Code::TimedOut | Code::Throttled
        ));
    }
}

#[tokio::test]
async fn a_missing_endpoint_is_reported_at_once() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let env =
        azmi_core::Env::from_pairs([("AZURE_POD_IDENTITY_AUTHORITY_HOST".to_owned(), format!("http://{closed}"))]);
    let client =
        azmi_core::Client::new(azmi_core::ClientOptions { env, ..azmi_core::ClientOptions::default() }).unwrap();
    let begin = Instant::now();
    let error = client.token(&request(ARM), &quick()).await.unwrap_err();
    assert!(begin.elapsed() < Duration::from_secs(5));
    assert_eq!(error.code(), Code::NothingListening);
    assert!(
        error.message().contains(&closed.to_string())
            && error.next_step().unwrap().contains("AZURE_POD_IDENTITY_AUTHORITY_HOST")
    );
}

#[tokio::test]
async fn a_failure_is_not_cached() {
    let emulator = emulator();
    emulator.set_faults(fault(Fault {
        status: Some(400),
        body: Some(r#"{"error":"invalid_request","error_description":"Identity not found"}"#.into()),
        times: Some(1),
        ..imds()
    }));
    let client = client(&emulator);
    assert_eq!(code(client.token(&request(ARM), &quick()).await), Code::IdentityNotAssigned);
    assert!(client.token(&request(ARM), &quick()).await.is_ok());
}

#[tokio::test]
async fn transient_failures_of_resource_manager_are_retried() {
    for plan in [
        Fault { status: Some(503), times: Some(1), ..arm() },
        Fault { status: Some(429), retry_after: Some("1".into()), times: Some(1), ..arm() },
    ] {
        let emulator = emulator();
        let client = client(&emulator);
        client.connect(&quick()).await.unwrap();
        emulator.set_faults(vec![Fault { matching: Some("virtualMachines".into()), ..plan }]);
        let query = azmi_core::VmQuery {
            name: Some("vm1".into()),
            resource_group: Some("rg1".into()),
            ..azmi_core::VmQuery::default()
        };
        let ears = Ears::default();
        client.vm_principal(&query, &ears.call()).await.unwrap();
        assert_eq!(ears.heard().iter().filter(|e| matches!(e, Event::Retry { .. })).count(), 1);
    }
}

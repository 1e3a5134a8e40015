//! Refusals returned as responses, for callers that check the status themselves.

use crate::support::rest::*;
use crate::support::*;
use azmi_core::{Code, RestRequest};
use azmi_emulator::{Endpoint, Fault};

const THING: &str = "/things/one";

fn any_status(request: RestRequest) -> RestRequest {
    RestRequest { any_status: true, ..request }
}

fn answers(part: &str, status: u16, body: &str, headers: &[(&str, &str)]) -> Fault {
    let headers = headers.iter();
    Fault {
        matching: Some(part.to_owned()),
        status: Some(status),
        body: Some(body.to_owned()),
        headers: headers.map(|(name, value)| ((*name).to_owned(), Some((*value).to_owned()))).collect(),
        times: Some(1),
        ..arm()
    }
}

#[tokio::test]
async fn a_refusal_is_returned_unchanged() {
    let emulator = emulator();
    let client = client(&emulator);
    for (status, body) in [
        (404, r#"{"error":{"code":"Gone","message":"m","details":[{"code":"Inner"}]}}"#),
        (409, "busy, and no JSON"),
        (403, ""),
        (400, r#"{"odata.error":{"code":"Request_BadRequest"}}"#),
    ] {
        let fault = || vec![answers(THING, status, body, &[("x-of-theirs", "kept")])];
        emulator.set_faults(fault());
        let answer = send(&client, any_status(path(THING))).await.unwrap();
        assert_eq!(answer.status(), status);
        assert_eq!(answer.body(), body.as_bytes());
        assert!(answer.headers().any(|header| header == ("x-of-theirs", "kept")));
        assert!(answer.items().is_none() && !answer.has_next_page());
        emulator.set_faults(fault());
        let error = send(&client, path(THING)).await.unwrap_err();
        assert_eq!(error.http_status(), Some(status));
    }
}

#[tokio::test]
async fn a_failure_without_a_response_stays_an_error() {
    let emulator = emulator();
    let client = client(&emulator);
    emulator.set_faults(vec![Fault {
        status: Some(400),
        body: Some(r#"{"error":"invalid_request","error_description":"Identity not found"}"#.into()),
        ..Fault::at(Endpoint::Imds)
    }]);
    let error = send(&client, any_status(path(THING))).await.unwrap_err();
    assert_eq!(error.code(), Code::IdentityNotAssigned);
}

#[tokio::test]
async fn a_refused_request_is_retried_as_usual_and_a_refused_token_is_renewed() {
    let emulator = emulator();
    let client = client(&emulator);
    emulator.set_faults(vec![answers(THING, 503, "", &[("retry-after", "0")]), answers(THING, 404, "no", &[])]);
    let answer = send(&client, any_status(path(THING))).await.unwrap();
    assert_eq!((answer.status(), answer.body()), (404, &b"no"[..]));
    let challenge = r#"Bearer error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnt9fQ==""#;
    let asks = || answers(THING, 401, "{}", &[("www-authenticate", challenge)]);
    emulator.set_faults(vec![asks(), asks()]);
    let answer = send(&client, any_status(path(THING))).await.unwrap();
    assert_eq!(answer.status(), 401);
    emulator.set_faults(vec![asks(), asks()]);
    let error = send(&client, path(THING)).await.unwrap_err();
    assert_eq!(error.code(), Code::ClaimsChallengeUnmet);
}

#[tokio::test]
async fn a_refusal_ends_a_list_and_begins_no_operation() {
    let emulator = emulator();
    let client = client(&emulator);
    emulator.set_faults(vec![
        answers("/list?", 200, r#"{"value":[1],"nextLink":"/list/2"}"#, &[]),
        answers("/list/2", 404, r#"{"error":{"code":"ListGone"}}"#, &[]),
    ]);
    let list = RestRequest { paginate: true, ..any_status(path("/list")) };
    let first = send(&client, list).await.unwrap();
    assert_eq!(first.item(0), Some("1"));
    let second = first.next_page(&quick()).await.unwrap().unwrap();
    assert_eq!((second.status(), second.items().is_none(), second.has_next_page()), (404, true, false));
    assert!(second.body().ends_with(br#""ListGone"}}"#));
    emulator.set_faults(vec![answers(THING, 409, "{}", &[("location", "/look")])]);
    emulator.clear_requests();
    let change = RestRequest { wait: true, ..any_status(send_body("PUT", THING, serde_json::json!({}))) };
    assert_eq!(send(&client, change).await.unwrap().status(), 409);
    assert!(emulator.requests().iter().all(|request| !request.path.contains("/look")));
}

use super::*;
use crate::cloud;
use crate::error::Code;
use crate::service_request::PreparedRequest;
use http::HeaderMap;
use http::header::{HeaderName, HeaderValue};

const THING: &str = "https://management.azure.com/thing?api-version=1";

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn request(method: &str) -> PreparedRequest {
    PreparedRequest { method: Method::from_bytes(method.as_bytes()).unwrap(), ..PreparedRequest::get(url(THING)) }
}

fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
    let headers =
        headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()));
    Answer { status, headers: headers.collect::<HeaderMap>(), body: body.as_bytes().to_vec(), ..Answer::default() }
}

fn status() -> Monitor {
    Monitor {
        result: Some(url("https://management.azure.com/result")),
        ..Monitor::at(Place::Status, &url("https://management.azure.com/ops/1"))
    }
}

fn location() -> Monitor {
    Monitor::at(Place::Location, &url("https://management.azure.com/loc/1"))
}

fn step(monitor: &Monitor, method: &str, answer: &Answer) -> Result<Step> {
    monitor.step(&cloud::by_name("AzureCloud").unwrap(), &request(method), answer)
}

/// The next address to poll, or `None` if the operation has ended.
fn next(monitor: &Monitor, method: &str, answer: &Answer) -> Option<String> {
    match step(monitor, method, answer).unwrap() {
        Step::Again(next) => Some(next.url.path().to_owned()),
        Step::Done => None,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_first_response_determines_where_to_poll() {
    let cloud = cloud::by_name("AzureCloud").unwrap();
    let creating = r#"{"properties":{"provisioningState":"Creating"}}"#;
    let both = [("azure-asyncoperation", "/ops/1"), ("location", "/loc")];
    for (method, first, expected) in [
        ("PUT", answer(201, &both, creating), Some("/ops/1")),
        ("POST", answer(202, &[("operation-location", "ops/2")], ""), Some("/ops/2")),
        ("DELETE", answer(202, &[("location", "/loc")], ""), Some("/loc")),
        ("PUT", answer(201, &[("location", "/loc")], creating), Some("/thing")),
        ("PUT", answer(202, &[], ""), Some("/thing")),
        ("PUT", answer(201, &[], r#"{"properties":{"provisioningState":"Odd"}}"#), Some("/thing")),
        ("PUT", answer(200, &[], r#"{"properties":{"provisioningState":"Odd"}}"#), None),
        ("PUT", answer(201, &[], r#"{"properties":{"provisioningState":"Active"}}"#), None),
        ("PATCH", answer(200, &[("azure-asyncoperation", " ")], "{}"), None),
        ("POST", answer(202, &[], ""), None),
        ("DELETE", answer(202, &[], r#"{"properties":{"provisioningState":"Deleting"}}"#), Some("/thing")),
        ("DELETE", answer(202, &[], ""), None),
        ("DELETE", answer(204, &[], ""), None),
        ("POST", answer(200, &[("location", "/loc")], ""), None),
    ] {
        let begun = Monitor::begun(&cloud, &request(method), &first).unwrap();
        let place = begun.as_ref().map(|monitor| monitor.url.path());
        assert_eq!(place, expected, "{method} {:?}", first.headers);
    }
}

#[test]
fn a_failure_in_a_body_counts_everywhere_and_with_every_status() {
    let resource = Monitor::at(Place::Resource, &url(THING));
    let result = Monitor::at(Place::Result, &url(THING));
    for body in [
        r#"{"status":"Failed","error":{"code":"TheirCode","message":"their words"}}"#,
        r#"{"status":"CANCELED","error":{"code":"TheirCode","message":"their words"}}"#,
    ] {
        for monitor in [status(), location(), resource.clone(), result.clone()] {
            for status in [200, 201, 202, 400, 404, 409, 429, 500, 503] {
                let error = step(&monitor, "PUT", &answer(status, &[], body)).unwrap_err();
                assert_eq!(error.service_code(), Some("TheirCode"), "{monitor:?} {status}");
                assert!(error.message().contains("their words"), "{error}");
            }
        }
    }
    let nested = r#"{"properties":{"provisioningState":"Failed","error":{"code":"TheirCode"}}}"#;
    for monitor in [status(), location(), resource, result] {
        let error = step(&monitor, "DELETE", &answer(200, &[], nested)).unwrap_err();
        assert_eq!(error.service_code(), Some("TheirCode"));
    }
}

#[test]
fn an_error_in_place_of_a_state_is_a_failure() {
    let body = r#"{"error":{"code":"InternalServerError","message":"broken"}}"#;
    for monitor in [status(), location()] {
        let error = step(&monitor, "DELETE", &answer(200, &[], body)).unwrap_err();
        assert_eq!(error.service_code(), Some("InternalServerError"));
    }
}

#[test]
fn a_running_operation_is_polled_where_the_response_says() {
    let running = r#"{"status":"InProgress"}"#;
    let odd = r#"{"status":"newReplicaGroup"}"#;
    let moved = [("azure-asyncoperation", "/ops/2")];
    for (monitor, found, expected) in [
        (status(), answer(200, &[], running), "/ops/1"),
        (status(), answer(200, &[], odd), "/ops/1"),
        (status(), answer(202, &[], ""), "/ops/1"),
        (status(), answer(200, &moved, running), "/ops/2"),
        (status(), answer(202, &[("operation-location", "3")], ""), "/ops/3"),
        (location(), answer(202, &[], ""), "/loc/1"),
        (location(), answer(202, &[], odd), "/loc/1"),
        (location(), answer(200, &[], running), "/loc/1"),
        (location(), answer(202, &[("location", "2")], ""), "/loc/2"),
        (location(), answer(202, &moved, ""), "/ops/2"),
        (location(), answer(404, &[], running), "/loc/1"),
    ] {
        let place = next(&monitor, "DELETE", &found);
        assert_eq!(place.as_deref(), Some(expected), "{monitor:?} {:?}", found.headers);
    }
}

#[test]
fn method_and_responses_determine_where_the_result_is() {
    let done = r#"{"status":"Succeeded"}"#;
    let reported = r#"{"status":"Succeeded","resourceLocation":"/made"}"#;
    let resource = r#"{"id":"/x","properties":{"provisioningState":"Succeeded"}}"#;
    for (monitor, method, body, expected) in [
        (status(), "PUT", done, Some("/thing")),
        (status(), "PATCH", done, Some("/thing")),
        (status(), "PUT", "", Some("/thing")),
        (status(), "PUT", reported, Some("/made")),
        (status(), "POST", reported, Some("/made")),
        (status(), "POST", done, Some("/result")),
        (status(), "POST", "", Some("/result")),
        (status(), "DELETE", done, None),
        (status(), "DELETE", reported, None),
        (status(), "DELETE", "", None),
        (status(), "DELETE", resource, None),
        (status(), "DELETE", "[]", None),
        (status(), "DELETE", r#"{"value":[{"i":1}]}"#, None),
        (status(), "POST", r#"[{"i":1}]"#, Some("/result")),
        (location(), "PUT", "", Some("/thing")),
        (location(), "PUT", done, Some("/thing")),
        (location(), "PUT", resource, None),
        (location(), "POST", r#"{"status":"NoDataFound"}"#, None),
        (location(), "POST", "", None),
        (location(), "DELETE", "", None),
    ] {
        let place = next(&monitor, method, &answer(200, &[], body));
        assert_eq!(place.as_deref(), expected, "{monitor:?} {method} {body}");
        if body.is_empty() {
            let place = next(&monitor, method, &answer(204, &[], ""));
            assert_eq!(place.as_deref(), expected, "{monitor:?} {method} 204");
        }
    }
}

#[test]
fn the_meaning_of_an_unknown_monitor_depends_on_the_method() {
    let gone = r#"{"error":{"code":"NotFound","message":"gone"}}"#;
    let kind = |monitor: &Monitor, method, status| step(monitor, method, &answer(status, &[], gone)).unwrap();
    for monitor in [status(), location()] {
        assert!(matches!(kind(&monitor, "DELETE", 404), Step::Gone));
        assert!(matches!(kind(&monitor, "DELETE", 410), Step::Gone));
        assert!(matches!(kind(&monitor, "PUT", 404), Step::Unknown));
        assert!(matches!(kind(&monitor, "PUT", 410), Step::Forgotten));
        let other = monitor.otherwise(&request("PUT")).unwrap();
        assert_eq!(other.url.path(), "/thing");
    }
    assert_eq!(status().otherwise(&request("POST")).unwrap().url.path(), "/result");
    assert!(location().otherwise(&request("POST")).is_none());
    for status_code in [408, 429, 500, 501, 502, 503, 504] {
        assert!(matches!(kind(&status(), "DELETE", status_code), Step::Passing));
    }
    assert!(matches!(kind(&status(), "PUT", 403), Step::Refused));
    assert!(matches!(kind(&location(), "POST", 409), Step::NoResult));
    // The status in problem details isn't a state.
    let problem = answer(403, &[], r#"{"status":"403","title":"no"}"#);
    assert!(matches!(step(&status(), "PUT", &problem).unwrap(), Step::Refused));
}

#[test]
fn no_address_leads_to_another_host() {
    let elsewhere = [("azure-asyncoperation", "https://evil.example/ops")];
    let running = answer(200, &elsewhere, r#"{"status":"Running"}"#);
    assert_eq!(step(&status(), "PUT", &running).unwrap_err().code().id(), "UntrustedLink");
    let made = answer(200, &[], r#"{"status":"Succeeded","resourceLocation":"https://evil.example/x"}"#);
    assert_eq!(step(&status(), "PUT", &made).unwrap_err().code().id(), "UntrustedLink");
    let regional = [("azure-asyncoperation", "https://westus2.management.azure.com/ops/2")];
    let running = answer(200, &regional, r#"{"status":"Running"}"#);
    assert_eq!(next(&status(), "PUT", &running).as_deref(), Some("/ops/2"));
}

#[test]
fn a_failure_is_reported_with_the_services_message_wherever_it_is() {
    for body in [
        r#"{"status":"Failed","error":{"code":"E1","message":"the disk is full"}}"#,
        r#"{"Status":"Failed","Error":{"Code":"E1","Message":"the disk is full"}}"#,
        r#"{"status":"Failed","code":"E1","message":"the disk is full"}"#,
        r#"{"status":"Failed","error":{"details":[{"code":"E1","message":"the disk is full"}]}}"#,
        r#"{"status":"Failed","statusMessage":"E1: the disk is full"}"#,
        r#"{"status":"Failed","error_code":"E1","error_message":"the disk is full"}"#,
    ] {
        let Err(error) = step(&status(), "POST", &answer(200, &[], body)) else {
            panic!("{body} isn't a failure");
        };
        assert_eq!(error.code(), crate::error::Code::OperationFailed, "{body}");
        assert!(error.message().contains("the disk is full"), "{error}");
        assert!(format!("{error} {:?}", error.service_code()).contains("E1"), "{error}");
    }
}

#[test]
fn the_final_state_says_how_a_resource_ended() {
    let resource = Monitor::at(Place::Resource, &url(THING));
    for (state, expected) in [("Canceled", "was cancelled"), ("Failed", "failed")] {
        let body = format!(r#"{{"id":"/x","status":"Running","properties":{{"provisioningState":"{state}"}}}}"#);
        let error = step(&resource, "PUT", &answer(200, &[], &body)).unwrap_err();
        let expected = format!("The operation {expected}");
        assert!(error.message().starts_with(&expected), "{error}");
    }
}

#[test]
fn a_redirect_leads_to_the_next_address_but_not_to_another_host() {
    for status_code in [301, 302, 303, 307, 308] {
        for monitor in [status(), location()] {
            let moved = answer(status_code, &[("location", "/made/1")], "");
            let next = next(&monitor, "POST", &moved);
            assert_eq!(next.as_deref(), Some("/made/1"), "{status_code}");
            let away = answer(status_code, &[("location", "https://evil.example/x")], "");
            let error = step(&monitor, "POST", &away).unwrap_err();
            assert_eq!(error.code(), Code::UntrustedLink);
        }
    }
    assert!(matches!(step(&status(), "POST", &answer(302, &[], "")).unwrap(), Step::Refused));
}

#[test]
fn a_header_may_name_the_result_as_the_body_does() {
    let done = answer(200, &[("resource-location", "/made/1")], r#"{"status":"Succeeded"}"#);
    assert_eq!(next(&status(), "POST", &done).as_deref(), Some("/made/1"));
    assert_eq!(next(&status(), "DELETE", &done), None);
    let away = answer(200, &[("resource-location", "https://evil.example/x")], r#"{"status":"Succeeded"}"#);
    assert_eq!(step(&status(), "POST", &away).unwrap_err().code(), Code::UntrustedLink);
}

#[test]
fn a_location_that_says_succeeded_may_name_the_result() {
    let done = r#"{"status":"Succeeded"}"#;
    let there = answer(200, &[("location", "/ops/1/result")], done);
    let there = next(&location(), "POST", &there);
    assert_eq!(there.as_deref(), Some("/ops/1/result"));
    let stated = r#"{"status":"Succeeded","resourceLocation":"/made/1"}"#;
    let stated = next(&location(), "POST", &answer(200, &[], stated));
    assert_eq!(stated.as_deref(), Some("/made/1"));
    for own in [&[("location", "/loc/1")][..], &[]] {
        assert_eq!(next(&location(), "POST", &answer(200, own, done)), None);
    }
}

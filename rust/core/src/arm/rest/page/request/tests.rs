use super::*;
use crate::cloud;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::json;

const LIST: &str = "https://management.azure.com/list?api-version=1&$top=5";

fn asked(method: Method, body: Option<Value>) -> PreparedRequest {
    PreparedRequest {
        method,
        body: body.map(|body| body.to_string()),
        headers: HeaderMap::from_iter([
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (HeaderName::from_static("x-own"), HeaderValue::from_static("1")),
        ]),
        resource: Some("https://vault.azure.net".to_owned()),
        ..PreparedRequest::get(Url::parse(LIST).unwrap())
    }
}

fn after(request: &PreparedRequest, next: &Next) -> Result<PreparedRequest> {
    let cloud = cloud::by_name("AzureCloud").unwrap();
    next.request(&cloud, request, &mut PageTracker::begin(&request.url))
}

fn link(text: &str) -> Next {
    Next::Link(text.to_owned())
}

#[test]
fn a_list_by_post_continues_by_post_and_others_by_get() {
    let body = json!({"filter": "x"});
    let next = after(&asked(Method::POST, Some(body.clone())), &link("/more?api-version=1")).unwrap();
    assert_eq!((next.method, next.body), (Method::POST, Some(body.to_string())));
    assert!(next.headers.contains_key(CONTENT_TYPE));
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let next = after(&asked(method, Some(body.clone())), &link("/more")).unwrap();
        assert_eq!((next.method, next.body), (Method::GET, None));
        assert!(next.headers.contains_key("x-own") && !next.headers.contains_key(CONTENT_TYPE));
        assert_eq!(next.resource.as_deref(), Some("https://vault.azure.net"));
    }
}

#[test]
fn a_link_without_a_version_gets_the_requests_version() {
    for (text, expected) in [
        ("/more?$skiptoken=a%20b", "/more?$skiptoken=a%20b&api-version=1"),
        ("/more", "/more?api-version=1"),
        ("/more?Api-Version=2", "/more?Api-Version=2"),
    ] {
        let next = after(&asked(Method::GET, None), &link(text)).unwrap();
        assert_eq!(&next.url[url::Position::BeforePath..], expected);
    }
}

#[test]
fn tokens_are_sent_where_each_service_expects_them() {
    let request = asked(Method::GET, None);
    let token = |value: &str| Next::Parameters(vec![("continuationToken", value.to_owned())]);
    let first = after(&request, &token("a b+c&d")).unwrap();
    let query = "api-version=1&$top=5&continuationToken=a%20b%2Bc%26d";
    assert_eq!(first.url.query(), Some(query));
    let second = after(&first, &token("e")).unwrap();
    assert_eq!(second.url.query(), Some("api-version=1&$top=5&continuationToken=e"));
    let header = Next::Header(HeaderValue::from_static("t"));
    let next = after(&request, &header).unwrap();
    assert_eq!((&next.url, &next.headers[&CONTINUATION]), (&request.url, &HeaderValue::from_static("t")));
}

#[test]
fn a_loop_or_a_link_to_another_host_is_an_error() {
    let request = asked(Method::GET, None);
    let cloud = cloud::by_name("AzureCloud").unwrap();
    assert_eq!(after(&request, &link(LIST)).err().unwrap().code(), Code::BadResponse);
    assert_eq!(after(&request, &link("//evil.example/x")).err().unwrap().code(), Code::UntrustedLink);
    let mut trail = PageTracker::begin(&request.url);
    for next in [
        link("/more"),
        Next::Parameters(vec![("continuationToken", "t".to_owned())]),
        Next::Header(HeaderValue::from_static("h")),
    ] {
        assert!(next.request(&cloud, &request, &mut trail).is_ok(), "{next:?}");
        let again = next.request(&cloud, &request, &mut trail).err().unwrap();
        assert_eq!(again.code(), Code::BadResponse, "{next:?}");
    }
}

#[test]
fn the_token_is_added_to_the_options_of_the_body() {
    let number = "12345678901234567890123";
    let body = format!(r#"{{"a":[{number}, 1.50],"options":{{"$top":{number}}}}}"#);
    let mut request = asked(Method::POST, None);
    request.body = Some(body);
    let next = after(&request, &Next::SkipToken("t".to_owned())).unwrap();
    let expected = format!(r#"{{"a":[{number}, 1.50],"options":{{"$skipToken":"t","$top":{number}}}}}"#);
    assert_eq!(next.body, Some(expected));
    for (body, expected) in [
        (json!({}), json!({"options": {"$skipToken": "t"}})),
        (json!({"options": null}), json!({"options": {"$skipToken": "t"}})),
        (
            json!({"query": "q", "options": {"$top": 5, "$skipToken": "s"}}),
            json!({"query": "q", "options": {"$top": 5, "$skipToken": "t"}}),
        ),
    ] {
        let next = after(&asked(Method::POST, Some(body)), &Next::SkipToken("t".to_owned())).unwrap();
        let sent: Value = serde_json::from_str(&next.body.unwrap()).unwrap();
        assert_eq!(sent, expected);
    }
}

#[test]
fn the_next_body_is_the_one_that_the_response_contains() {
    let named = |link: Option<&str>| Next::Body {
        link: link.map(str::to_owned),
        body: r#"{"search":"*","skip":50}"#.to_owned(),
    };
    let request = asked(Method::POST, Some(json!({"search": "*"})));
    for link in [None, Some(LIST)] {
        let next = after(&request, &named(link)).unwrap();
        assert_eq!((next.method, &next.url), (Method::POST, &request.url));
        assert_eq!(next.body.as_deref(), Some(r#"{"search":"*","skip":50}"#));
    }
    // A list that is read by GET continues only by its link.
    let read = asked(Method::GET, None);
    let next = after(&read, &named(Some("/more"))).unwrap();
    assert_eq!((next.method, next.body), (Method::GET, None));
    let error = after(&read, &named(None)).err().unwrap();
    assert_eq!(error.code(), Code::ResultTruncated);
    let cloud = cloud::by_name("AzureCloud").unwrap();
    let mut trail = PageTracker::begin(&request.url);
    assert!(named(None).request(&cloud, &request, &mut trail).is_ok());
    let again = named(None).request(&cloud, &request, &mut trail).err();
    assert_eq!(again.unwrap().code(), Code::BadResponse);
}

#[test]
fn a_token_from_a_body_is_added_to_the_body_of_a_post() {
    let token = Next::Token("t".to_owned());
    let posted = after(&asked(Method::POST, Some(json!({"a": 1}))), &token).unwrap();
    let body: Value = serde_json::from_str(&posted.body.unwrap()).unwrap();
    assert_eq!(body, json!({"a": 1, "continuationToken": "t"}));
    for request in [asked(Method::GET, None), asked(Method::POST, None)] {
        let next = after(&request, &token).unwrap();
        assert_eq!(next.url.query(), Some("api-version=1&$top=5&continuationToken=t"));
    }
}

#[test]
fn a_list_that_continues_but_cannot_take_a_token_is_incomplete() {
    for request in [
        asked(Method::GET, None),
        asked(Method::PUT, Some(json!({}))),
        asked(Method::POST, None),
        asked(Method::POST, Some(json!([]))),
        asked(Method::POST, Some(json!({"options": "none"}))),
    ] {
        let error = after(&request, &Next::SkipToken("t".to_owned())).err().unwrap();
        assert_eq!(error.code(), Code::ResultTruncated);
        assert!(error.message().contains("https://management.azure.com/list"), "{error:?}");
    }
}

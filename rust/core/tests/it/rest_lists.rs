//! Lists of many services, read to their end or to an error.

use crate::support::rest::{path, send_body};
use crate::support::*;
use azmi_core::{Code, Error, RestRequest};
use azmi_emulator::{Emulator, Fault};
use serde_json::json;

const LIST: &str = "/list";

fn page(part: &str, body: &str, headers: &[(&str, &str)]) -> Fault {
    let headers = headers.iter();
    let headers = headers.map(|(name, value)| ((*name).to_owned(), Some((*value).to_owned())));
    Fault {
        matching: Some(part.into()),
        status: Some(200),
        body: Some(body.into()),
        headers: headers.collect(),
        times: Some(1),
        ..arm()
    }
}

/// Returns the entries up to the end or to the error.
async fn read(emulator: &Emulator, request: RestRequest) -> (Vec<String>, Option<Error>) {
    let request = RestRequest { paginate: true, ..request };
    let mut entries = Vec::new();
    let mut next = client(emulator).rest(&request, &quick()).await.map(Some);
    loop {
        match next {
            Ok(Some(page)) => {
                entries.extend(page.items().into_iter().flatten().map(str::to_owned));
                next = page.next_page(&quick()).await;
            }
            Ok(None) => return (entries, None),
            Err(error) => return (entries, Some(error)),
        }
    }
}

/// The queries of the requests for the list, in order.
fn queries(emulator: &Emulator) -> Vec<String> {
    let requests = emulator.requests().into_iter();
    let lists = requests.filter(|r| r.path.starts_with(LIST));
    lists.map(|r| r.query).collect()
}

#[tokio::test]
async fn a_list_by_post_continues_by_post_with_the_same_body() {
    let emulator = emulator();
    emulator.set_faults(vec![
        page(LIST, r#"{"value":[1],"@odata.nextLink":"/list/2?api-version=1"}"#, &[]),
        // A query changes nothing, so it may be repeated.
        Fault { status: Some(503), ..page("/list/2", "{}", &[]) },
        page("/list/2", r#"{"value":[2]}"#, &[]),
    ]);
    let (entries, error) = read(&emulator, send_body("POST", LIST, json!({"filter": "x"}))).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(entries, ["1", "2"]);
    for request in emulator.requests().iter().filter(|r| r.path.starts_with(LIST)) {
        assert_eq!(request.method, "POST");
        assert_eq!(request.body.as_deref(), Some(r#"{"filter":"x"}"#));
    }
}

#[tokio::test]
async fn continuation_tokens_in_headers_are_followed() {
    let emulator = emulator();
    let more = |token| [("x-ms-continuationtoken", token)];
    emulator.set_faults(vec![
        page(LIST, r#"{"value":[1]}"#, &more("a b")),
        page(LIST, r#"{"value":[2]}"#, &more("c")),
        page(LIST, r#"{"value":[3]}"#, &more("")),
    ]);
    assert_eq!(read(&emulator, path(LIST)).await.0, ["1", "2", "3"]);
    let queries = queries(&emulator);
    assert!(queries[1].ends_with("&continuationToken=a%20b"), "{queries:?}");
    assert!(queries[2].ends_with("&continuationToken=c") && !queries[2].contains("a%20b"));
    // The same token again would be a loop.
    emulator.set_faults(vec![page(LIST, r#"{"value":[1]}"#, &more("a")), page(LIST, r#"{"value":[1]}"#, &more("a"))]);
    assert_eq!(read(&emulator, path(LIST)).await.1.unwrap().code(), Code::BadResponse);
}

#[tokio::test]
async fn links_are_encoded_once_and_get_an_api_version() {
    let emulator = emulator();
    let link = r#"/list/2?$filter='a b' eq \"c|d\"&$skiptoken=e%20f%7Cg#h"#;
    emulator.set_faults(vec![
        page(LIST, &format!(r#"{{"value":[1],"nextLink":"{link}"}}"#), &[]),
        page("/list/2", r#"{"value":[2]}"#, &[]),
    ]);
    assert_eq!(read(&emulator, path(LIST)).await.0, ["1", "2"]);
    let expected = "$filter=%27a%20b%27%20eq%20%22c%7Cd%22&$skiptoken=e%20f%7Cg%23h&api-version=2022-09-01";
    assert_eq!(queries(&emulator)[1], expected);
}

#[tokio::test]
async fn an_empty_page_does_not_end_the_list() {
    let emulator = emulator();
    emulator.set_faults(vec![
        page(LIST, r#"{"value":null,"nextLink":"/list/2"}"#, &[]),
        page("/list/2", r#"{"value":[],"nextLink":"/list/3"}"#, &[]),
        page("/list/3", r#"{"value":null,"nextLink":"/list/4"}"#, &[]),
        page("/list/4", r#"{"value":[4],"nextLink":""}"#, &[]),
    ]);
    let (entries, error) = read(&emulator, path(LIST)).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(entries, ["4"]);
}

#[tokio::test]
async fn pages_that_form_a_loop_end_with_an_error() {
    for way in [&["/list"][..], &["/list/2", "/list/2"], &["/list/2", "/list/3", "/list/2"]] {
        let emulator = emulator();
        let mut faults = vec![];
        for (at, next) in way.iter().enumerate() {
            let place = if at == 0 { LIST } else { way[at - 1] };
            let body = format!(r#"{{"value":[{at}],"nextLink":"{next}?api-version=2022-09-01"}}"#);
            faults.push(page(&format!("{place}?"), &body, &[]));
        }
        emulator.set_faults(faults);
        let error = read(&emulator, path(LIST)).await.1.unwrap();
        assert_eq!(error.code(), Code::BadResponse, "{way:?}: {error}");
        assert_eq!(queries(&emulator).len(), way.len());
    }
}

#[tokio::test]
async fn a_list_that_ends_before_its_own_total_is_incomplete() {
    let first = r#"{"totalRecords":3,"count":1,"data":[1],"$skipToken":"t"}"#;
    let query = |body: &str| RestRequest { method: Some("POST".to_owned()), body: Some(body.to_owned()), ..path(LIST) };
    for (last, whole) in
        [(r#"{"totalRecords":3,"count":2,"data":[2,3]}"#, true), (r#"{"totalRecords":3,"count":1,"data":[2]}"#, false)]
    {
        let emulator = emulator();
        emulator.set_faults(vec![page(LIST, first, &[]), page(LIST, last, &[])]);
        let (entries, error) = read(&emulator, query("{}")).await;
        assert_eq!(entries[0], "1");
        assert_eq!(error.is_none(), whole, "{last}: {error:?}");
        assert!(whole || error.unwrap().code() == Code::ResultTruncated);
    }
    // With `$skip`, the caller expects fewer entries than the total.
    let emulator = emulator();
    emulator.set_faults(vec![page(LIST, r#"{"totalRecords":3,"data":[3]}"#, &[])]);
    let (entries, error) = read(&emulator, query(r#"{"options":{"$skip":2}}"#)).await;
    assert!(entries == ["3"] && error.is_none(), "{error:?}");
}

#[tokio::test]
async fn an_error_midway_is_reported_after_the_entries_before_it() {
    for (body, expected) in [
        (r#"{"error":{"code":"TheirCode","message":"x"}}"#, Code::ServiceFailed),
        (r#"{"value":[2],"error":{"code":"TheirCode"}}"#, Code::ServiceFailed),
        (r#"{"value":{"not":"a list"}}"#, Code::BadResponse),
        (r#"{"value":[2,"#, Code::BadResponse),
        ("<html>", Code::BadResponse),
        ("", Code::BadResponse),
        (r#"{"value":[2],"resultTruncated":"true"}"#, Code::ResultTruncated),
        (r#"{"value":[2],"nextMarker":"x"}"#, Code::ResultTruncated),
        (r#"{"value":[2],"nextLink":"https://evil.example/"}"#, Code::UntrustedLink),
    ] {
        let emulator = emulator();
        emulator.set_faults(vec![page(LIST, r#"{"value":[1],"nextLink":"/list/2"}"#, &[]), page("/list/2", body, &[])]);
        let (entries, error) = read(&emulator, path(LIST)).await;
        assert_eq!(error.unwrap().code(), expected, "{body}");
        assert_eq!(entries, ["1"], "{body}");
    }
}

use super::*;
use http::HeaderMap;
use http::header::{HeaderName, HeaderValue};

fn answer(headers: &[(&'static str, &str)], body: &str) -> Answer {
    let headers =
        headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()));
    Answer { status: 200, headers: headers.collect::<HeaderMap>(), body: body.as_bytes().to_vec(), ..Answer::default() }
}

fn page(headers: &[(&'static str, &str)], body: &str, begun: bool) -> Result<Page> {
    let url = Url::parse("https://management.azure.com/list").unwrap();
    read(&answer(headers, body), &url, begun)
}

/// The entries and the next page of a readable page.
fn good(body: &str) -> (Option<Vec<String>>, Option<Next>) {
    let page = page(&[], body, false).unwrap_or_else(|error| panic!("{body}: {error}"));
    (page.items, page.next)
}

fn bad(body: &str, begun: bool) -> Code {
    match page(&[], body, begun) {
        Ok(_) => panic!("{body} isn't a page"),
        Err(error) => {
            assert!(error.next_step().is_some(), "{error}");
            error.code()
        }
    }
}

#[test]
fn entries_are_found_under_the_names_of_many_services() {
    for body in [
        r#"{"value":[1,{"a":"b"}]}"#,
        r#"{"Value":[1,{"a":"b"}],"nextLink":null}"#,
        r#"{"nextLink":"","data":[1,{"a":"b"}]}"#,
        r#" [1,{"a":"b"}] "#,
        r#"{"items":[1,{"a":"b"}],"@nextLink":"/kv?after=x"}"#,
        r#"{"repositories":[1,{"a":"b"}],"nextLink":"/x"}"#,
        r#"{"value":[1,{"a":"b"}],"error":null}"#,
    ] {
        let expected = vec!["1".to_owned(), r#"{"a":"b"}"#.to_owned()];
        assert_eq!(good(body).0, Some(expected), "{body}");
    }
}

#[test]
fn every_way_to_name_the_next_page_is_followed() {
    for name in [
        "nextLink",
        "NextLink",
        "nextlink",
        "@odata.nextLink",
        "odata.nextLink",
        "@nextLink",
        "nextPageLink",
        "continuationUri",
    ] {
        let link = Some(Next::Link("/more?a=b".to_owned()));
        let body = format!(r#"{{"value":[],"{name}":"/more?a=b"}}"#);
        assert_eq!(good(&body), (Some(Vec::new()), link.clone()), "{name}");
        // Cost Management.
        let body = format!(r#"{{"id":"x","properties":{{"{name}":"/more?a=b","columns":[],"rows":[]}}}}"#);
        assert_eq!(good(&body), (Some(Vec::new()), link), "{name}");
    }
    let token = |name: &'static str| Next::Parameters(vec![(name, "t".to_owned())]);
    for (headers, body, expected) in [
        (vec![], r#"{"data":[],"$skipToken":"t"}"#, Next::SkipToken("t".to_owned())),
        (vec![("x-ms-continuationtoken", "t")], r#"{"value":[]}"#, token("continuationToken")),
        (vec![], r#"{"value":[],"continuationToken":"t"}"#, Next::Token("t".to_owned())),
        (vec![("x-ms-continuation", "t")], "[]", Next::Header(HeaderValue::from_static("t"))),
        (
            vec![("x-ms-continuation-nextpartitionkey", "p"), ("x-ms-continuation-nextrowkey", "r")],
            r#"{"value":[]}"#,
            Next::Parameters(vec![("NextPartitionKey", "p".to_owned()), ("NextRowKey", "r".to_owned())]),
        ),
        (
            vec![("link", r#"</a>; rel="prev", </b?c=d>; title="x"; rel="last next""#)],
            r#"{"tags":["x"]}"#,
            Next::Link("/b?c=d".to_owned()),
        ),
    ] {
        let page = page(&headers, body, false).unwrap();
        assert_eq!(page.next, Some(expected), "{headers:?} {body}");
        assert!(page.items.is_some(), "{body}");
    }
}

#[test]
fn the_end_of_a_list_is_recognized() {
    for body in [
        r#"{"value":[1]}"#,
        r#"{"value":[1],"nextLink":null}"#,
        r#"{"value":[1],"nextLink":""}"#,
        r#"{"value":[1],"nextLink":" ","$skipToken":"","continuationToken":null}"#,
        r#"{"value":[1],"hasMore":false,"continuationToken":"t"}"#,
        r#"{"data":[1],"resultTruncated":"false"}"#,
    ] {
        assert_eq!(good(body), (Some(vec!["1".to_owned()]), None), "{body}");
    }
    for body in [r#"{"value":null}"#, r#"{"value":null,"nextLink":null,"count":0}"#] {
        assert_eq!(good(body), (Some(Vec::new()), None), "{body}");
    }
}

#[test]
fn table_rows_become_objects() {
    let table =
        r#"{"columns":[{"name":"Cost","type":"Number"},{"name":"A \"b\""}],"rows":[[1.50,"x"],[null,{"c":[]}]]}"#;
    let expected = [r#"{"Cost":1.50,"A \"b\"":"x"}"#, r#"{"Cost":null,"A \"b\"":{"c":[]}}"#];
    let expected = Some(expected.map(str::to_owned).to_vec());
    for body in [
        format!(r#"{{"id":"x","type":"Microsoft.CostManagement/query","properties":{table}}}"#),
        format!(r#"{{"totalRecords":2,"data":{table}}}"#),
    ] {
        assert_eq!(good(&body).0, expected, "{body}");
    }
    let crooked = r#"{"properties":{"columns":[{"name":"a"}],"rows":[[1,2]]}}"#;
    assert_eq!(bad(crooked, false), Code::BadResponse);
}

#[test]
fn a_single_resource_is_not_a_list() {
    for body in [
        r#"{"id":"x","name":"t1","properties":{"items":[1,2]}}"#,
        r#"{"id":"x","name":"t1","properties":{"nextLink":"/x"}}"#,
        r#"{"id":"x","zones":["1"],"links":[{"rel":"next","href":"/x"}],"next":"/x"}"#,
        r#"{"value":"a secret","id":"x"}"#,
        r#"{"key":"a","value":null,"etag":"b"}"#,
        r#"{"items":[1],"id":"x"}"#,
        r#"{"id":"x","status":"Failed","error":{"code":"c"}}"#,
        r#"{"id":"x","continuationToken":"a property"}"#,
        "plain text",
        "",
        "<?xml version=\"1.0\"?><EnumerationResults><Blobs /><NextMarker /></EnumerationResults>",
        "<x><NextMarker></NextMarker></x>",
    ] {
        assert_eq!(good(body), (None, None), "{body}");
    }
}

#[test]
fn a_broken_page_is_never_the_end() {
    for body in [
        "{}",
        "",
        "null",
        r#"{"value":"x"}"#,
        r#"{"value":{"a":1}}"#,
        r#"{"value":[1,2"#,
        r#"[1,2"#,
        "<html>sign in</html>",
        "plain text",
        r#"{"value":[],"nextLink":5}"#,
        r#"{"value":[],"nextLink":["/x"]}"#,
    ] {
        assert_eq!(bad(body, true), Code::BadResponse, "{body}");
    }
    // On the first page too, where the break shows.
    for body in [
        r#"{"value":[1,2"#,
        r#"{"value":"x","nextLink":"/x"}"#,
        r#"{"a":[1],"b":[2],"nextLink":"/x"}"#,
        " <!DOCTYPE html><title>Sign in</title>",
        "\u{feff}<HTML>",
    ] {
        assert_eq!(bad(body, false), Code::BadResponse, "{body}");
    }
}

#[test]
fn an_error_with_status_200_is_reported_with_its_own_message() {
    for body in [
        r#"{"error":{"code":"TheirCode","message":"their words"}}"#,
        r#"{"value":[1],"error":{"code":"TheirCode","message":"their words"}}"#,
        r#"{"Error":{"code":"TheirCode","message":"their words"},"value":[1],"nextLink":"/x"}"#,
    ] {
        for begun in [false, true] {
            let error = page(&[("x-ms-request-id", "r-1")], body, begun).err().unwrap();
            assert_eq!(error.code(), Code::ServiceFailed, "{body}");
            assert_eq!(error.service_code(), Some("TheirCode"));
            assert!(error.message().contains("their words"), "{error}");
            assert_eq!(error.request_id(), Some("r-1"));
        }
    }
}

#[test]
fn a_continuation_that_cannot_be_followed_is_an_error() {
    for body in [
        r#"{"data":[1],"resultTruncated":"true"}"#,
        r#"{"data":[1],"resultTruncated":true}"#,
        r#"{"value":[1],"hasMore":true}"#,
        r#"{"value":[1],"nextMarker":"m"}"#,
        r#"{"value":[1],"skipToken":"m"}"#,
        r#"{"value":[1],"nextPageToken":7}"#,
        "<?xml version=\"1.0\"?><EnumerationResults><Blobs /><NextMarker>m</NextMarker></EnumerationResults>",
        "<feed><link rel=\"next\" href=\"/x\"/></feed>",
    ] {
        assert_eq!(bad(body, false), Code::ResultTruncated, "{body}");
    }
    let error = page(&[("x-ms-continuation", "t")], "plain text", false).err().unwrap();
    assert_eq!(error.code(), Code::ResultTruncated);
}

#[test]
fn a_list_in_properties_counts_only_beside_its_link() {
    let first = r#"{"id":"x","properties":{"value":[1,2],"nextLink":"/more"}}"#;
    let (items, next) = good(first);
    assert_eq!(items, Some(vec!["1".to_owned(), "2".to_owned()]));
    assert_eq!(next, Some(Next::Link("/more".to_owned())));
    let last = r#"{"properties":{"value":[3],"nextLink":null}}"#;
    assert_eq!(good(last), (Some(vec!["3".to_owned()]), None));
    // Any property of a resource can be a list.
    let resource = r#"{"id":"x","properties":{"value":[1,2]}}"#;
    assert_eq!(good(resource), (None, None));
}

#[test]
fn a_page_may_be_nested_and_name_the_next_one_in_the_ways_of_many_services() {
    for body in [
        r#"{"id":"x","name":"t1","properties":{"items":[1],"nextLink":"/more"}}"#,
        r#"{"properties":{"recommendations":[1],"nextLink":"/more"}}"#,
        r#"{"data":{"value":[1],"nextLink":"/more"}}"#,
        r#"{"result":{"items":[1],"nextLink":"/more"}}"#,
        r#"{"d":{"results":[1],"__next":"/more"}}"#,
        r#"{"d":[1],"__next":"/more"}"#,
        r#"{"resourceType":"Bundle","entry":[1],"link":[{"relation":"self","url":"/x"},{"relation":"next","url":"/more"}]}"#,
        r#"{"type":"FeatureCollection","features":[1],"links":[{"rel":"next","href":"/more"}]}"#,
        r#"{"items":[1],"_links":{"self":{"href":"/x"},"next":{"href":"/more"}}}"#,
        r#"{"data":[1],"links":{"next":"/more"}}"#,
        r#"{"value":[1],"paging":{"nextLink":"/more"}}"#,
        r#"{"value":[1],"next":"/more"}"#,
        r#"{"value":[1],"nextPageUrl":"/more"}"#,
        r#"{"value":[1],"nextLink":"","next_link":"/more","nextLink":null}"#,
    ] {
        let next = Next::Link("/more".to_owned());
        assert_eq!(good(body), (Some(vec!["1".to_owned()]), Some(next)), "{body}");
    }
    let search = r#"{"value":[1],"@odata.nextLink":"/more","@search.nextPageParameters":{"skip":50}}"#;
    let next = Next::Body { link: Some("/more".to_owned()), body: r#"{"skip":50}"#.to_owned() };
    assert_eq!(good(search).1, Some(next));
    // A list of one page.
    for body in [
        r#"{"data":{"value":[1]}}"#,
        r#"{"d":{"results":[1]},"count":1}"#,
        r#"{"items":[1]}"#,
        r#"{"repositories":[1]}"#,
        r#"{"Results":[1],"count":1,"@odata.context":"x"}"#,
    ] {
        assert_eq!(good(body), (Some(vec!["1".to_owned()]), None), "{body}");
    }
    for body in [r#"{"data":{"value":[1],"name":"x"}}"#, r#"{"items":[1],"name":"x"}"#, r#"{"a":[1],"b":[2]}"#] {
        assert_eq!(good(body), (None, None), "{body}");
    }
    // The last pages.
    for (body, entries) in [
        (r#"{"properties":{"items":[1]}}"#, 1),
        (r#"{"data":{"value":[1]}}"#, 1),
        (r#"{"d":{"results":[1]}}"#, 1),
        (r#"{"d":{"results":null,"__next":null}}"#, 0),
        (r#"{"resourceType":"Bundle","link":[]}"#, 0),
        (r#"{"items":null}"#, 0),
    ] {
        let last = page(&[], body, true).unwrap_or_else(|error| panic!("{body}: {error}"));
        assert_eq!((last.items.unwrap().len(), last.next), (entries, None), "{body}");
    }
    let refusal = r#"{"message":"begin anew","info":{"list":[]}}"#;
    assert_eq!(bad(refusal, true), Code::BadResponse);
}

#[test]
fn a_next_page_marker_with_an_unknown_name_is_not_ignored() {
    for body in [
        r#"{"value":[1],"next":"x"}"#,
        r#"{"value":[1],"nextPage":2}"#,
        r#"{"value":[1],"nextOffset":50}"#,
        r#"{"value":[1],"nextKey":{"a":"b"}}"#,
        r#"{"value":[1],"@search.continuationToken":"x"}"#,
        r#"{"value":[1],"lastEvaluatedKey":{"a":"b"}}"#,
        r#"{"value":[1],"isLastPage":false}"#,
        r#"{"value":[1],"moreResultsAvailable":"True"}"#,
        r#"{"value":[1],"pageInfo":{"hasNextPage":true,"endCursor":"x"}}"#,
        r#"{"value":[1],"metadata":{"nextCursor":"x"}}"#,
        r#"{"data":[1],"resultTruncated":"false","nextPageToken":"x"}"#,
        r#"{"properties":{"value":[1],"nextLink":null,"hasMore":true}}"#,
        r#"{"id":"x","value":[1],"continuationToken":"t"}"#,
    ] {
        assert_eq!(bad(body, false), Code::ResultTruncated, "{body}");
    }
    for body in [
        r#"{"value":[1],"next":null}"#,
        r#"{"value":[1],"nextRunTime":"2026-01-01"}"#,
        r#"{"value":[1],"isLastPage":true,"nextMarker":"m"}"#,
        r#"{"value":[1],"nextLink":"null"}"#,
        r#"{"value":[1],"links":[],"_links":{"self":{"href":"/x"}}}"#,
        r#"{"value":[1],"paging":{"next":null},"@odata.deltaLink":"/x"}"#,
    ] {
        assert_eq!(good(body), (Some(vec!["1".to_owned()]), None), "{body}");
    }
}

#[test]
fn errors_in_place_of_entries_are_not_entries() {
    for body in [
        r#"{"errors":[{"code":"Oops","message":"begin anew"}]}"#,
        r#"{"odata.error":{"code":"Oops","message":{"lang":"en","value":"begin anew"}}}"#,
    ] {
        assert_eq!(bad(body, true), Code::ServiceFailed, "{body}");
        let Err(error) = page(&[], body, true) else {
            panic!("{body} isn't a page");
        };
        assert_eq!(error.service_code(), Some("Oops"));
        assert!(error.message().contains("begin anew"), "{error}");
    }
    let beside = r#"{"value":[1],"errors":[{"code":"Oops","message":"not all"}]}"#;
    assert_eq!(bad(beside, false), Code::ServiceFailed);
    for none in ["[]", "null", "{}", "5"] {
        let body = format!(r#"{{"value":[1],"errors":{none}}}"#);
        assert_eq!(good(&body).0, Some(vec!["1".to_owned()]), "{body}");
    }
}

#[test]
fn a_message_in_place_of_entries_is_reported() {
    let body = r#"{"code":"Oops","message":"begin anew"}"#;
    let Err(error) = page(&[], body, true) else {
        panic!("{body} isn't a page");
    };
    assert_eq!(error.code(), Code::BadResponse);
    assert_eq!(error.service_code(), Some("Oops"));
    assert!(error.message().contains("begin anew"), "{error}");
}

#[test]
fn a_possible_page_with_a_continuation_is_not_taken_for_a_single_resource() {
    for body in [
        r#"{"jobs":[1],"has_more":true,"next_page_token":"x"}"#,
        r#"{"content":[1],"last":false}"#,
        r#"{"data":{"items":[1],"continuationToken":"x"}}"#,
        r#"{"result":{"value":[1],"hasMore":true}}"#,
    ] {
        assert_eq!(bad(body, false), Code::ResultTruncated, "{body}");
    }
    for body in [
        r#"{"jobs":[1],"has_more":false,"next_page_token":""}"#,
        r#"{"id":"x","jobs":[1],"has_more":true}"#,
        r#"{"jobs":5,"has_more":true}"#,
        r#"{"result":{"id":"x","value":[1],"hasMore":true}}"#,
    ] {
        assert_eq!(good(body).1, None, "{body}");
    }
}

#[test]
fn a_total_is_read_in_any_name_and_form() {
    let total = |name: &str, value: &str| {
        let body = format!(r#"{{"value":[],"{name}":{value}}}"#);
        page(&[], &body, false).unwrap_or_else(|error| panic!("{body}: {error}")).total
    };
    for name in ["totalRecords", "TotalCount", "total_count", "totalItems"] {
        assert_eq!((total(name, "5"), total(name, "\"5\""), total(name, "null")), (Some(5), Some(5), None), "{name}");
    }
    assert_eq!((total("count", "5"), total("totalCount", "5.5")), (None, None));
}

use super::*;
use serde_json::json;

fn asked(method: Method, body: Option<Value>) -> Outgoing {
    Outgoing {
        method,
        body: body.map(|body| body.to_string()),
        ..Outgoing::get(Url::parse("https://host/list").unwrap())
    }
}

#[test]
fn the_token_goes_into_the_options_of_the_body() {
    for (body, expected) in [
        (json!({}), json!({"options": {"$skipToken": "t"}})),
        (
            json!({"options": null}),
            json!({"options": {"$skipToken": "t"}}),
        ),
        (
            json!({"query": "q", "options": {"$top": 5, "$skipToken": "s"}}),
            json!({"query": "q", "options": {"$top": 5, "$skipToken": "t"}}),
        ),
    ] {
        let next = with_skip_token(&asked(Method::POST, Some(body)), "t").unwrap();
        let sent: Value = serde_json::from_str(&next.body.unwrap()).unwrap();
        assert_eq!(sent, expected);
    }
}

#[test]
fn a_list_that_goes_on_where_no_token_fits_is_not_taken_for_complete() {
    for request in [
        asked(Method::GET, None),
        asked(Method::PUT, Some(json!({}))),
        asked(Method::POST, None),
        asked(Method::POST, Some(json!([]))),
        asked(Method::POST, Some(json!({"options": "none"}))),
    ] {
        let error = with_skip_token(&request, "t").err().unwrap();
        assert_eq!(error.code(), Code::ResultTruncated);
        assert!(error.message().contains("https://host/list"), "{error:?}");
    }
}

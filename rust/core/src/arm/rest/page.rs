//! One page of a list: its entries, cut out of the body without reading them, and where the next one is.

use crate::arm::send::Outgoing;
use crate::error::{Code, Error, Result};
use crate::http::Answer;
use crate::url_text;
use http::Method;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::ops::Range;
use url::Url;

/// What a page holds.
pub(super) struct Page {
    /// Where in the body each entry stands. `None`: the answer is no list.
    pub items: Option<Vec<Range<usize>>>,
    /// Where the next page is.
    pub next: Option<Next>,
}

/// Where the next page is.
pub(super) enum Next {
    /// There.
    Link(String),
    /// At the same place, with that token in the body: Resource Graph.
    SkipToken(String),
}

#[derive(Deserialize)]
struct Shape<'a> {
    #[serde(borrow)]
    value: Option<&'a RawValue>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
    #[serde(rename = "nextLink", default)]
    next_link: Value,
    #[serde(rename = "@odata.nextLink", default)]
    odata_next_link: Value,
    #[serde(rename = "$skipToken", default)]
    skip_token: Value,
}

/// Reads a page. Once a list has begun, every page must be one: what lacks its entries must not pass for an empty page.
///
/// # Errors
/// `BadResponse`.
pub(super) fn read(answer: &Answer, url: &Url, must_be_list: bool) -> Result<Page> {
    let bad = |why: &str| {
        Error::new(
            Code::BadResponse,
            format!(
                "A page of the list at {} can't be read: {why}.",
                url_text::shown(url)
            ),
        )
        .hint("Try again; if it stays so, report it with the request id.")
        .with_http_status(answer.status)
        .with_request_id(answer.quoted_header("x-ms-request-id"))
    };
    let shape: Shape<'_> = match serde_json::from_slice(&answer.body) {
        Ok(shape) => shape,
        Err(_) if must_be_list => return Err(bad("it is not a JSON object")),
        Err(_) => {
            return Ok(Page {
                items: None,
                next: None,
            });
        }
    };
    let entries = |raw: Option<&RawValue>| {
        let raw = raw?;
        let list: Vec<&RawValue> = serde_json::from_str(raw.get()).ok()?;
        let start = answer.body.as_ptr() as usize;
        Some(
            list.iter()
                .map(|item| {
                    let at = item.get().as_ptr() as usize - start;
                    at..at + item.get().len()
                })
                .collect::<Vec<_>>(),
        )
    };
    let items = entries(shape.value).or_else(|| entries(shape.data));
    if items.is_none() && must_be_list {
        return Err(bad("it holds no entries"));
    }
    let mut next = None;
    for (value, make) in [
        (shape.next_link, Next::Link as fn(String) -> Next),
        (shape.odata_next_link, Next::Link),
        (shape.skip_token, Next::SkipToken),
    ] {
        match value {
            Value::Null => {}
            Value::String(text) if text.is_empty() => {}
            Value::String(text) if next.is_none() => next = Some(make(text)),
            Value::String(_) => {}
            _ => return Err(bad("it continues at something that is no text")),
        }
    }
    Ok(Page { items, next })
}

/// The request for the page that a skip token stands for.
///
/// # Errors
/// `ResultTruncated` when the request is none that takes one: the rest of the list can't be asked for.
pub(super) fn with_skip_token(request: &Outgoing, token: &str) -> Result<Outgoing> {
    let body = body_with(request, token).ok_or_else(|| {
        Error::new(
            Code::ResultTruncated,
            format!(
                "The list at {} goes on with a token ($skipToken), which only a POST whose body is a JSON object can carry.",
                url_text::shown(&request.url)
            ),
        )
        .hint("Without -Paginate (--paginate) the answer is given as it is, with the token; the service's documentation says how to ask for the rest.")
    })?;
    Ok(Outgoing {
        body: Some(body),
        ..request.clone()
    })
}

fn body_with(request: &Outgoing, token: &str) -> Option<String> {
    if request.method != Method::POST {
        return None;
    }
    let mut body: Value = serde_json::from_str(request.body.as_deref()?).ok()?;
    let options = body
        .as_object_mut()?
        .entry("options")
        .or_insert(Value::Null);
    if options.is_null() {
        *options = Value::Object(serde_json::Map::new());
    }
    options
        .as_object_mut()?
        .insert("$skipToken".to_owned(), Value::from(token));
    Some(body.to_string())
}

#[cfg(test)]
mod tests;

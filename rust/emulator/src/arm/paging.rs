//! Lists, a page at a time.

use super::errors;
use crate::http::{Reply, Request};
use crate::shared::Shared;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// The page that a request asks for.
pub fn page(shared: &Shared, request: &Request, items: Vec<Value>) -> Reply {
    let start = match request
        .parameter("$skiptoken")
        .or_else(|| request.parameter("$skipToken"))
    {
        None => 0,
        Some(token) => match offset(token) {
            Some(start) => start,
            None => {
                return errors::plain(
                    400,
                    "InvalidSkipToken",
                    "The provided skip token is invalid.",
                );
            }
        },
    };
    let mut size = shared.scenario.arm.page_size;
    if let Some(top) = request.parameter("$top") {
        match top.parse::<usize>() {
            Ok(top) if top > 0 => size = size.min(top),
            _ => {
                return errors::plain(
                    400,
                    "InvalidTopInQueryString",
                    &format!("Invalid $top '{top}' specified in the query string."),
                );
            }
        }
    }
    let end = start.saturating_add(size).min(items.len());
    let more = end < items.len();
    let mut body = Map::new();
    if more {
        body.insert(
            "nextLink".to_owned(),
            Value::from(next_link(shared, request, end)),
        );
    }
    body.insert(
        "value".to_owned(),
        items.into_iter().take(end).skip(start).collect(),
    );
    Reply::json(200, &body)
}

/// The base URL under which the client reached us; its own name for us keeps its links on one host.
pub fn base(shared: &Shared, request: &Request) -> String {
    match request.header("host").filter(|host| !host.is_empty()) {
        Some(host) => format!("https://{host}"),
        None => shared.endpoints.arm.clone(),
    }
}

fn next_link(shared: &Shared, request: &Request, start: usize) -> String {
    let base = shared
        .scenario
        .arm
        .next_link_base
        .clone()
        .unwrap_or_else(|| base(shared, request));
    let kept = request
        .query
        .iter()
        .filter(|(name, _)| !name.eq_ignore_ascii_case("$skiptoken"));
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in kept {
        query.append_pair(name, value);
    }
    query.append_pair(
        "$skiptoken",
        &URL_SAFE_NO_PAD.encode(format!("from:{start}")),
    );
    format!("{base}{}?{}", request.path, query.finish())
}

fn offset(token: &str) -> Option<usize> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    text.strip_prefix("from:")?.parse().ok()
}

//! Lists, one page at a time.

use super::errors;
use crate::context::Context;
use crate::http::{Reply, Request};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// Returns the requested page.
///
/// # Errors
/// The response with status 400, when the requested page can't exist.
pub fn page(context: &Context, request: &Request, items: Vec<Value>) -> Result<Reply, Reply> {
    let token = request.parameter("$skiptoken").or_else(|| request.parameter("$skipToken"));
    let start = token
        .map_or(Some(0), offset)
        .ok_or_else(|| errors::plain(400, "InvalidSkipToken", "The provided skip token is invalid."))?;
    let mut size = context.scenario.arm.page_size;
    if let Some(top) = request.parameter("$top") {
        let valid = top.parse().ok().filter(|top| *top > 0);
        let top: usize = valid.ok_or_else(|| {
            let message = format!("Invalid $top '{top}' specified in the query string.");
            errors::plain(400, "InvalidTopInQueryString", &message)
        })?;
        size = size.min(top);
    }
    let end = start.saturating_add(size).min(items.len());
    let more = end < items.len();
    let mut body = Map::new();
    if more {
        body.insert("nextLink".to_owned(), Value::from(next_link(context, request, end)));
    }
    body.insert("value".to_owned(), items.into_iter().take(end).skip(start).collect());
    Ok(Reply::json(200, &body))
}

/// The base URL that the client used, so that links stay on the host that it knows.
pub fn base(context: &Context, request: &Request) -> String {
    match request.header("host").filter(|host| !host.is_empty()) {
        Some(host) => format!("https://{host}"),
        None => context.endpoints.arm.clone(),
    }
}

fn next_link(context: &Context, request: &Request, start: usize) -> String {
    let base = context.scenario.arm.next_link_base.clone().unwrap_or_else(|| base(context, request));
    let kept = request.query.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("$skiptoken"));
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in kept {
        query.append_pair(name, value);
    }
    query.append_pair("$skiptoken", &URL_SAFE_NO_PAD.encode(format!("from:{start}")));
    format!("{base}{}?{}", request.path, query.finish())
}

fn offset(token: &str) -> Option<usize> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    text.strip_prefix("from:")?.parse().ok()
}

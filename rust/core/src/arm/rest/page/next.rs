//! Finds the next page in a page.

use super::envelope::Envelope;
use super::names;
use crate::http::Answer;
use http::header::{HeaderName, HeaderValue};
use serde_json::Value;
use serde_json::value::RawValue;
use url::Url;

/// The reason why a page can't be read.
type Unreadable = &'static str;

/// Response headers and the parameters of the next request that they are for (Azure DevOps, Table Storage).
const PARAMETERS: [(&str, &str); 4] = [
    ("x-ms-continuationtoken", "continuationToken"),
    ("x-ms-continuation-nextpartitionkey", "NextPartitionKey"),
    ("x-ms-continuation-nextrowkey", "NextRowKey"),
    ("x-ms-continuation-nexttablename", "NextTableName"),
];

/// A header of the response that the next request repeats (Cosmos DB, IoT Hub).
pub(super) const CONTINUATION: HeaderName = HeaderName::from_static("x-ms-continuation");

/// Where the next page is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Next {
    /// At this address.
    Link(String),
    /// At this or the same address, with this body (Azure AI Search).
    Body { link: Option<String>, body: String },
    /// At the same address, with this token in the body (Data Factory) or in the query.
    Token(String),
    /// At the same address, with this token in the body (Resource Graph).
    SkipToken(String),
    /// At the same address, with these parameters.
    Parameters(Vec<(&'static str, String)>),
    /// At the same address, with this header.
    Header(HeaderValue),
}

/// Where the next page is; `None` if nothing says that there is one.
///
/// # Errors
/// The reason why the link can't be read.
pub(super) fn find(envelope: &Envelope<'_>, answer: &Answer, url: &Url) -> Result<Option<Next>, Unreadable> {
    let link = link(envelope)?;
    let body = envelope.get("@search.nextPageParameters");
    if let Some(body) = body.filter(|body| body.get().starts_with('{')) {
        let body = body.get().to_owned();
        return Ok(Some(Next::Body { link, body }));
    }
    if let Some(link) = link {
        return Ok(Some(Next::Link(link)));
    }
    if let Some(token) = envelope.get("$skipToken").map(text).transpose()?.flatten() {
        return Ok(Some(Next::SkipToken(token)));
    }
    if let Some(next) = in_headers(answer, url) {
        return Ok(Some(next));
    }
    // Some services return a token even if there is no next page, but say so.
    let has_more = envelope.get("hasMore").is_none_or(|flag| flag.get() != "false");
    let token = envelope.get("continuationToken").filter(|_| has_more);
    let is_resource = envelope.get("id").is_some();
    let token = match token.filter(|_| !is_resource) {
        Some(raw) => text(raw)?,
        None => None,
    };
    Ok(token.map(Next::Token))
}

fn link(envelope: &Envelope<'_>) -> Result<Option<String>, Unreadable> {
    if let Some(link) = named(envelope)? {
        return Ok(Some(link));
    }
    // Next to the entries in an inner object: `properties`, `data`, `d`.
    if let Some(link) = first_beside(envelope, |_, inner| is_page(inner))? {
        return Ok(Some(link));
    }
    // A resource can have a list and a link as properties.
    let is_resource = envelope.get("id").is_some();
    if !envelope.is_bundle() && (is_resource || envelope.list().is_none()) {
        return Ok(None);
    }
    let among = || {
        let mut members = envelope.members();
        members.find_map(|(name, raw)| names::is_about_pages(name).then(|| names::link_among(raw))?)
    };
    match likely(envelope).or_else(among) {
        None => first_beside(envelope, |name, _| names::is_about_pages(name)),
        found => Ok(found),
    }
}

/// The link in the first of the selected objects.
fn first_beside(
    envelope: &Envelope<'_>,
    is_such: impl Fn(&str, &Envelope<'_>) -> bool,
) -> Result<Option<String>, Unreadable> {
    let mut such = envelope.inner().filter(|(name, inner)| is_such(name, inner));
    let link = such.find_map(|(_, inner)| match named(&inner) {
        Ok(None) => likely(&inner).map(Ok),
        other => other.transpose(),
    });
    link.transpose()
}

/// The link in a field that always contains one. If the field is there twice, the one that isn't empty counts.
fn named(envelope: &Envelope<'_>) -> Result<Option<String>, Unreadable> {
    let mut links = envelope.members().filter(|(name, _)| names::is_link(name));
    links.find_map(|(_, raw)| text(raw).transpose()).transpose()
}

/// The link in a field that may contain one.
fn likely(envelope: &Envelope<'_>) -> Option<String> {
    let mut members = envelope.members();
    members.find_map(|(name, raw)| {
        if !names::is_likely_link(name) {
            return None;
        }
        let value: Value = serde_json::from_str(raw.get()).ok()?;
        let text = value.as_str().filter(|text| names::looks_like_link(text));
        text.or_else(|| names::address(&value)).map(str::to_owned)
    })
}

/// Whether an inner object is the page: it has entries (or null) and a next link. Without one it's a resource, which can have
/// properties of any name.
pub(super) fn is_page(inner: &Envelope<'_>) -> bool {
    let mut members = inner.members();
    members.any(|(name, _)| names::is_link(name) || name == "__next")
        && (inner.get("rows").is_some() || inner.list().is_some() || inner.is_empty_page())
}

/// A text that isn't blank; `None` for null.
fn text(raw: &RawValue) -> Result<Option<String>, Unreadable> {
    match serde_json::from_str(raw.get()) {
        Ok(Value::Null) => Ok(None),
        // Some services write null as text.
        Ok(Value::String(text)) => Ok(Some(text).filter(|text| !matches!(text.trim(), "" | "null"))),
        _ => Err("it continues at something that isn't text"),
    }
}

/// The next page in the headers.
pub(super) fn in_headers(answer: &Answer, url: &Url) -> Option<Next> {
    let filled = |name: &str| answer.header(name).filter(|text| !text.trim().is_empty());
    let parameters = PARAMETERS.iter().filter_map(|(header, name)| Some((*name, filled(header)?.to_owned())));
    let parameters: Vec<_> = parameters.collect();
    if !parameters.is_empty() {
        return Some(Next::Parameters(parameters));
    }
    if let Some(value) = answer.headers.get(&CONTINUATION).filter(|v| !v.is_empty()) {
        // Data Lake expects the same token as a parameter.
        let is_lake = url.host_str().is_some_and(|host| host.contains(".dfs."));
        return Some(match value.to_str() {
            Ok(text) if is_lake => Next::Parameters(vec![("continuation", text.to_owned())]),
            _ => Next::Header(value.clone()),
        });
    }
    let links = answer.headers.get_all("link").iter();
    links.filter_map(|value| next_of(value.to_str().ok()?)).next()
}

/// The link with `rel="next"` in a `Link` header (RFC 8288).
fn next_of(header: &str) -> Option<Next> {
    let mut rest = header;
    while let Some((_, after)) = rest.split_once('<') {
        let (link, after) = after.split_once('>')?;
        let (parameters, others) = until_comma(after);
        let is_next = parameters.split(';').any(|parameter| {
            parameter.split_once('=').is_some_and(|(name, value)| {
                let value = value.trim().trim_matches(['"', '\'']);
                let mut words = value.split_ascii_whitespace();
                name.trim().eq_ignore_ascii_case("rel") && words.any(|word| word.eq_ignore_ascii_case("next"))
            })
        });
        if is_next {
            return Some(Next::Link(link.to_owned()));
        }
        rest = others;
    }
    None
}

/// Splits a text at the first comma that isn't quoted.
fn until_comma(text: &str) -> (&str, &str) {
    let mut quoted = false;
    let comma = text.find(|c| {
        quoted ^= c == '"';
        c == ',' && !quoted
    });
    match comma {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    }
}

/// Whether an XML document has a next page: Storage's `NextMarker`, or the next link of a feed.
pub(super) fn marker_in_xml(text: &str) -> bool {
    let marker = text.split_once("<NextMarker>").and_then(|(_, rest)| rest.split_once("</NextMarker>"));
    marker.is_some_and(|(marker, _)| !marker.trim().is_empty())
        || text.contains("<IsTruncated>true")
        || (text.contains("<feed") && text.contains("rel=\"next\""))
}

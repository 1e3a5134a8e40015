//! Where a page says that the next one is.

use super::envelope::Envelope;
use super::names;
use crate::http::Answer;
use http::header::{HeaderName, HeaderValue};
use serde_json::Value;
use serde_json::value::RawValue;
use url::Url;

/// Why a page can't be read.
type Unreadable = &'static str;

/// Headers that hold what a parameter of the next request says: Azure DevOps, and tables of Storage.
const PARAMETERS: [(&str, &str); 4] = [
    ("x-ms-continuationtoken", "continuationToken"),
    ("x-ms-continuation-nextpartitionkey", "NextPartitionKey"),
    ("x-ms-continuation-nextrowkey", "NextRowKey"),
    ("x-ms-continuation-nexttablename", "NextTableName"),
];

/// The header of answers that a request repeats to go on: Cosmos DB, IoT Hub.
pub(super) const CONTINUATION: HeaderName = HeaderName::from_static("x-ms-continuation");

/// Where the next page is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Next {
    /// There.
    Link(String),
    /// There or at the same place, with that body: Azure AI Search.
    Body { link: Option<String>, body: String },
    /// At the same place, with that token where this request can carry it: Data Factory in its body, others in the query.
    Token(String),
    /// At the same place, with that token in the body: Resource Graph.
    SkipToken(String),
    /// At the same place, with these parameters.
    Parameters(Vec<(&'static str, String)>),
    /// At the same place, with that header.
    Header(HeaderValue),
}

/// Where the next page is; `None`: nothing says that there is one.
///
/// # Errors
/// Why what should say it can't be read.
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
    // Some services give a token also where nothing is left, and say so.
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
    // Beside entries that lie deeper: `properties`, `data`, `d`.
    if let Some(link) = first_beside(envelope, |_, inner| is_page(inner))? {
        return Ok(Some(link));
    }
    // A resource can have a list and a link of its own.
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

/// The link of the first such object in it.
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

/// A link by a name that always holds one. Where the same name stands there twice, the one that says something counts.
fn named(envelope: &Envelope<'_>) -> Result<Option<String>, Unreadable> {
    let mut links = envelope.members().filter(|(name, _)| names::is_link(name));
    links.find_map(|(_, raw)| text(raw).transpose()).transpose()
}

/// What looks like a link, by a name that may hold one.
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

/// Whether an object within the answer is the page: entries, or a place for them, with a way on beside them. Without that it is
/// a resource, which can have properties of any name.
pub(super) fn is_page(inner: &Envelope<'_>) -> bool {
    let mut members = inner.members();
    members.any(|(name, _)| names::is_link(name) || name == "__next")
        && (inner.get("rows").is_some() || inner.list().is_some() || inner.is_empty_page())
}

/// A text that isn't blank; null is none.
fn text(raw: &RawValue) -> Result<Option<String>, Unreadable> {
    match serde_json::from_str(raw.get()) {
        Ok(Value::Null) => Ok(None),
        // A null that was written as text.
        Ok(Value::String(text)) => Ok(Some(text).filter(|text| !matches!(text.trim(), "" | "null"))),
        _ => Err("it continues at something that isn't text"),
    }
}

/// Where the headers say that the next page is.
pub(super) fn in_headers(answer: &Answer, url: &Url) -> Option<Next> {
    let filled = |name: &str| answer.header(name).filter(|text| !text.trim().is_empty());
    let parameters = PARAMETERS.iter().filter_map(|(header, name)| Some((*name, filled(header)?.to_owned())));
    let parameters: Vec<_> = parameters.collect();
    if !parameters.is_empty() {
        return Some(Next::Parameters(parameters));
    }
    if let Some(value) = answer.headers.get(&CONTINUATION).filter(|v| !v.is_empty()) {
        // Data Lake takes the same token as a parameter.
        let is_lake = url.host_str().is_some_and(|host| host.contains(".dfs."));
        return Some(match value.to_str() {
            Ok(text) if is_lake => Next::Parameters(vec![("continuation", text.to_owned())]),
            _ => Next::Header(value.clone()),
        });
    }
    let links = answer.headers.get_all("link").iter();
    links.filter_map(|value| next_of(value.to_str().ok()?)).next()
}

/// The link with `rel="next"` of a `Link` header (RFC 8288).
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

/// The text up to a comma that isn't quoted, and what follows it.
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

/// Whether an XML document says that its list goes on: Storage's `NextMarker`, a feed's next link.
pub(super) fn marker_in_xml(text: &str) -> bool {
    let marker = text.split_once("<NextMarker>").and_then(|(_, rest)| rest.split_once("</NextMarker>"));
    marker.is_some_and(|(marker, _)| !marker.trim().is_empty())
        || text.contains("<IsTruncated>true")
        || (text.contains("<feed") && text.contains("rel=\"next\""))
}

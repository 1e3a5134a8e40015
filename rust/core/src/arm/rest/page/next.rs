//! Where a page says that the next one is, and the request for it.

use super::envelope::{self, Envelope};
use crate::arm::link;
use crate::arm::trail::Trail;
use crate::cloud::Cloud;
use crate::error::{Code, Error, Result};
use crate::http::Answer;
use crate::service_request::PreparedRequest;
use crate::url_text;
use http::Method;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde_json::Value;
use serde_json::value::RawValue;
use url::{Url, form_urlencoded};

/// Names of a link to the next page.
const LINKS: [&str; 6] = [
    "nextLink",
    "@odata.nextLink",
    "odata.nextLink",
    "@nextLink",
    "nextPageLink",
    "continuationUri",
];

/// Headers that hold what a parameter of the next request says: Azure DevOps, and tables of Storage.
const PARAMETERS: [(&str, &str); 4] = [
    ("x-ms-continuationtoken", "continuationToken"),
    ("x-ms-continuation-nextpartitionkey", "NextPartitionKey"),
    ("x-ms-continuation-nextrowkey", "NextRowKey"),
    ("x-ms-continuation-nexttablename", "NextTableName"),
];

/// The header of answers that a request repeats to go on: Cosmos DB, IoT Hub.
const CONTINUATION: HeaderName = HeaderName::from_static("x-ms-continuation");

/// Where the next page is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Next {
    /// There.
    Link(String),
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
pub(super) fn find(
    envelope: &Envelope<'_>,
    answer: &Answer,
    url: &Url,
) -> std::result::Result<Option<Next>, &'static str> {
    let links = LINKS.iter().map(|name| envelope.get(name));
    let properties = envelope.inner("properties");
    let inner = properties
        .iter()
        .filter(|inner| inner.get("rows").is_some() || within(inner).is_some())
        .flat_map(|inner| LINKS.iter().map(|name| inner.get(name)));
    for raw in links.chain(inner).flatten() {
        if let Some(link) = text(raw)? {
            return Ok(Some(Next::Link(link)));
        }
    }
    if let Some(token) = envelope.get("$skipToken").map(text).transpose()?.flatten() {
        return Ok(Some(Next::SkipToken(token)));
    }
    if let Some(next) = in_headers(answer, url) {
        return Ok(Some(next));
    }
    // Some services give a token also where nothing is left, and say so.
    let has_more = envelope
        .get("hasMore")
        .is_none_or(|flag| flag.get() != "false");
    let token = envelope.get("continuationToken").filter(|_| has_more);
    let is_resource = envelope.get("id").is_some();
    let token = match token.filter(|_| !is_resource) {
        Some(raw) => text(raw)?,
        None => None,
    };
    Ok(token.map(|token| Next::Parameters(vec![("continuationToken", token)])))
}

/// The entries of a list that lies in `properties`, with its link beside it. Without the link it is a resource, which can have a
/// property of any name.
pub(super) fn within<'a>(properties: &Envelope<'a>) -> Option<Vec<&'a RawValue>> {
    let names_next = LINKS.iter().any(|name| properties.get(name).is_some());
    let list = properties.get("value").and_then(envelope::array);
    list.filter(|_| names_next)
}

/// A text that isn't blank; null is none.
fn text(raw: &RawValue) -> std::result::Result<Option<String>, &'static str> {
    match serde_json::from_str(raw.get()) {
        Ok(Value::Null) => Ok(None),
        Ok(Value::String(text)) => Ok(Some(text).filter(|text| !text.trim().is_empty())),
        _ => Err("it continues at something that isn't text"),
    }
}

/// Where the headers say that the next page is.
pub(super) fn in_headers(answer: &Answer, url: &Url) -> Option<Next> {
    let filled = |name: &str| answer.header(name).filter(|text| !text.trim().is_empty());
    let parameters = PARAMETERS
        .iter()
        .filter_map(|(header, name)| Some((*name, filled(header)?.to_owned())));
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
    links
        .filter_map(|value| next_of(value.to_str().ok()?))
        .next()
}

/// The link with `rel="next"` of a `Link` header (RFC 8288).
fn next_of(header: &str) -> Option<Next> {
    let mut rest = header;
    while let Some((_, after)) = rest.split_once('<') {
        let (link, after) = after.split_once('>')?;
        let parameters = after.split(['<', ',']).next().unwrap_or_default();
        let is_next = parameters.split(';').any(|parameter| {
            parameter.split_once('=').is_some_and(|(name, value)| {
                let mut words = value.trim().trim_matches('"').split_ascii_whitespace();
                name.trim().eq_ignore_ascii_case("rel")
                    && words.any(|word| word.eq_ignore_ascii_case("next"))
            })
        });
        if is_next {
            return Some(Next::Link(link.to_owned()));
        }
        rest = after;
    }
    None
}

/// Whether an XML document says that its list goes on: Storage's `NextMarker`, a feed's next link.
pub(super) fn marker_in_xml(text: &str) -> bool {
    let marker = text
        .split_once("<NextMarker>")
        .and_then(|(_, rest)| rest.split_once("</NextMarker>"));
    marker.is_some_and(|(marker, _)| !marker.trim().is_empty())
        || text.contains("<IsTruncated>true")
        || (text.contains("<feed") && text.contains("rel=\"next\""))
}

impl Next {
    /// The request for that page. A list that was asked for by POST goes on by POST, with the same body.
    ///
    /// # Errors
    /// `UntrustedLink`; `BadResponse` for a page that was there already; `ResultTruncated` when this request can't ask for it.
    pub fn request(
        &self,
        cloud: &Cloud,
        request: &PreparedRequest,
        trail: &mut Trail,
    ) -> Result<PreparedRequest> {
        let mut next = again(request);
        match self {
            Self::Link(link) => {
                next.url = link::resolve(cloud, &request.url, link)?;
                keep_version(&request.url, &mut next.url);
                trail.step(next.url.as_str())?;
            }
            Self::SkipToken(token) => {
                next.body = Some(body_with(request, token)?);
                trail.step(token)?;
            }
            Self::Parameters(parameters) => {
                set(&mut next.url, parameters);
                trail.step(next.url.as_str())?;
            }
            Self::Header(value) => {
                next.headers.insert(CONTINUATION, value.clone());
                trail.step(&String::from_utf8_lossy(value.as_bytes()))?;
            }
        }
        Ok(next)
    }
}

/// The same request once more. What was asked for by another method than POST is a result that can be read.
fn again(request: &PreparedRequest) -> PreparedRequest {
    if request.method == Method::POST {
        // That it lists something makes it harmless to repeat.
        return PreparedRequest {
            repeatable: true,
            ..request.clone()
        };
    }
    let mut headers = request.headers.clone();
    headers.remove(CONTENT_TYPE);
    PreparedRequest {
        headers,
        resource: request.resource.clone(),
        any_status: request.any_status,
        ..PreparedRequest::get(request.url.clone())
    }
}

/// Some services leave the version out of their links, and take no request without it.
fn keep_version(from: &Url, to: &mut Url) {
    let version = |url: &Url| {
        let mut pairs = url.query_pairs();
        pairs.find_map(|(name, value)| {
            name.eq_ignore_ascii_case("api-version")
                .then(|| value.into_owned())
        })
    };
    if let (Some(wanted), None) = (version(from), version(to)) {
        set(to, &[("api-version", wanted)]);
    }
}

/// Sets parameters of a query, and leaves the others as they are written.
fn set(url: &mut Url, parameters: &[(&'static str, String)]) {
    let name_of = |pair: &str| {
        let mut pairs = form_urlencoded::parse(pair.as_bytes());
        pairs
            .next()
            .map(|(name, _)| name.into_owned())
            .unwrap_or_default()
    };
    let is_set = |pair: &str| {
        let name = name_of(pair);
        parameters
            .iter()
            .any(|(set, _)| set.eq_ignore_ascii_case(&name))
    };
    let query = url.query().unwrap_or_default().split('&');
    let mut pairs: Vec<String> = query
        .filter(|pair| !pair.is_empty() && !is_set(pair))
        .map(str::to_owned)
        .collect();
    for (name, value) in parameters {
        let value: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
        // A plus sign stands for a blank only in forms.
        pairs.push(format!("{name}={}", value.replace('+', "%20")));
    }
    url.set_query(Some(&pairs.join("&")));
}

/// The body of a request for the page that a skip token stands for.
fn body_with(request: &PreparedRequest, token: &str) -> Result<String> {
    set_token(request, token).ok_or_else(|| {
        Error::new(
            Code::ResultTruncated,
            format!(
                "The list at {} goes on with a token ($skipToken), which only a POST whose body is a JSON object can carry.",
                url_text::shown(&request.url)
            ),
        )
        .hint("Without -Paginate (--paginate) the answer is given as it is, with the token; the service's documentation says how to ask for the rest.")
    })
}

fn set_token(request: &PreparedRequest, token: &str) -> Option<String> {
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

//! The request for the next page of a list.

use super::next::{CONTINUATION, Next};
use crate::arm::link;
use crate::arm::page_tracker::PageTracker;
use crate::arm::rest::prepare::api_version;
use crate::cloud::Cloud;
use crate::error::{Code, Error, Result};
use crate::service_request::PreparedRequest;
use crate::url_text;
use http::Method;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use url::{Url, form_urlencoded};

impl Next {
    /// The request for the next page. If the list was requested by POST, so is the next page, with the same body.
    ///
    /// # Errors
    /// `UntrustedLink`; `BadResponse` for a page that was seen before; `ResultTruncated` if this request can't get it.
    pub fn request(
        &self,
        cloud: &Cloud,
        request: &PreparedRequest,
        trail: &mut PageTracker,
    ) -> Result<PreparedRequest> {
        let mut next = again(request);
        if let Self::Link(link) | Self::Body { link: Some(link), .. } = self {
            next.url = link::resolve(cloud, &request.url, link)?;
            keep_version(&request.url, &mut next.url);
        }
        let is_post = request.method == Method::POST;
        let mark = match self {
            Self::Body { body, .. } if is_post => {
                next.body = Some(body.clone());
                format!("{} {body}", next.url)
            }
            Self::Body { link: None, .. } => {
                return Err(only_by_post(&request.url, "the body of its next request"));
            }
            Self::Link(_) | Self::Body { .. } => next.url.to_string(),
            Self::SkipToken(token) => {
                let body = post_with(request, &["options", "$skipToken"], token);
                next.body = Some(body.ok_or_else(|| only_by_post(&request.url, "a token ($skipToken)"))?);
                token.clone()
            }
            Self::Token(token) => {
                match post_with(request, &["continuationToken"], token) {
                    Some(body) => next.body = Some(body),
                    None => set(&mut next.url, &[("continuationToken", token.clone())]),
                }
                token.clone()
            }
            Self::Parameters(parameters) => {
                set(&mut next.url, parameters);
                next.url.to_string()
            }
            Self::Header(value) => {
                next.headers.insert(CONTINUATION, value.clone());
                String::from_utf8_lossy(value.as_bytes()).into_owned()
            }
        };
        trail.step(&mark)?;
        Ok(next)
    }
}

/// The same request for another page: POST with the same body, or GET.
fn again(request: &PreparedRequest) -> PreparedRequest {
    if request.method == Method::POST {
        // It only lists something, so it can be repeated.
        return PreparedRequest { repeatable: true, ..request.clone() };
    }
    PreparedRequest { any_status: request.any_status, ..request.follow_up(request.url.clone()) }
}

/// Adds the API version, which some services require but leave out of their links.
fn keep_version(from: &Url, to: &mut Url) {
    if let (Some(wanted), None) = (api_version(from), api_version(to)) {
        set(to, &[("api-version", wanted)]);
    }
}

/// Sets parameters of a query and keeps the others as they are written.
fn set(url: &mut Url, parameters: &[(&'static str, String)]) {
    let name_of = |pair: &str| {
        let mut pairs = form_urlencoded::parse(pair.as_bytes());
        pairs.next().map(|(name, _)| name.into_owned()).unwrap_or_default()
    };
    let is_set = |pair: &str| {
        let name = name_of(pair);
        parameters.iter().any(|(set, _)| set.eq_ignore_ascii_case(&name))
    };
    let query = url.query().unwrap_or_default().split('&');
    let mut pairs: Vec<String> = query.filter(|pair| !pair.is_empty() && !is_set(pair)).map(str::to_owned).collect();
    for (name, value) in parameters {
        let value: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
        // A plus sign means a blank only in forms.
        pairs.push(format!("{name}={}", value.replace('+', "%20")));
    }
    url.set_query(Some(&pairs.join("&")));
}

fn only_by_post(url: &Url, what: &str) -> Error {
    Error::new(
        Code::ResultTruncated,
        format!(
            "The list at {} goes on with {what}, which only a POST whose body is a JSON object can carry.",
            url_text::shown(url)
        ),
    )
    .hint("Without -Paginate (--paginate) the answer is given as it is; the service's documentation says how to ask for the rest.")
}

/// The body of a POST with a text set at this path, if the body is a JSON object.
fn post_with(request: &PreparedRequest, path: &[&str], text: &str) -> Option<String> {
    let body = request.body.as_deref()?;
    (request.method == Method::POST).then(|| with_member(body, path, text))?
}

/// Keeps everything else as it is written, because a number may have more digits than any numeric type.
fn with_member(object: &str, path: &[&str], text: &str) -> Option<String> {
    let Some((name, below)) = path.split_first() else {
        return Some(Value::from(text).to_string());
    };
    let mut members: BTreeMap<String, Box<RawValue>> = serde_json::from_str(object).ok()?;
    let inner = members.get(*name).map(|raw| raw.get());
    let inner = with_member(inner.filter(|raw| *raw != "null").unwrap_or("{}"), below, text)?;
    members.insert((*name).to_owned(), RawValue::from_string(inner).ok()?);
    serde_json::to_string(&members).ok()
}

#[cfg(test)]
mod tests;

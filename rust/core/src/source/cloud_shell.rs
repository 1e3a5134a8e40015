//! Cloud Shell (`protocols.md`, 1.8). Its token belongs to the signed-in person, so an identity can't be selected.
//! Occasionally, its endpoint responds with the token of another request, for another service.

use super::token_query::{TokenQuery, metadata};
use crate::error::{Code, Error, quote};
use crate::http::endpoint::EndpointRequest;
use crate::ids::is_guid;
use crate::token::Token;
use http::Method;
use url::Url;

/// Builds the request for a token.
pub(crate) fn request(endpoint: &Url, query: &TokenQuery<'_>) -> EndpointRequest {
    let form = url::form_urlencoded::Serializer::new(String::new()).append_pair("resource", query.resource).finish();
    EndpointRequest {
        method: Method::POST,
        url: endpoint.clone(),
        headers: vec![metadata()],
        form: Some(form),
        pin: None,
    }
}

/// Returns the audience of a token if it differs from the requested one. An application id and a URI can't be compared,
/// so they count as equal.
pub(crate) fn other_audience(token: &Token, resource: &str) -> Option<String> {
    let audience = token.claims.audience.as_deref()?;
    (!same_audience(audience, resource)).then(|| quote::quoted(audience))
}

fn same_audience(audience: &str, resource: &str) -> bool {
    let (audience, resource) = (plain(audience), plain(resource));
    audience == resource || is_guid(&audience) != is_guid(&resource)
}

/// Normalizes an audience for comparison. Resource Manager has two names in each cloud.
fn plain(audience: &str) -> String {
    let lower = audience.trim_end_matches('/').to_ascii_lowercase();
    match lower.strip_prefix("https://management.core.") {
        Some("windows.net") => "https://management.azure.com".to_owned(),
        Some(cloud) => format!("https://management.{cloud}"),
        None => lower,
    }
}

/// The error if the second token is for another service too.
pub(crate) fn wrong_audience(other: &str, resource: &str) -> Error {
    Error::new(
        Code::BadResponse,
        format!(
            "Cloud Shell answered twice with a token for '{other}' instead of '{resource}'. The tokens were dropped."
        ),
    )
    .hint("Try again in a minute. If it keeps happening, restart Cloud Shell.")
    .with_retryable(true)
}

#[cfg(test)]
mod tests;

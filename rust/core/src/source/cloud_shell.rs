//! Cloud Shell (`protocols.md`, 1.8): the token is a person's, and there is nothing to select. Now and then its endpoint
//! answers with the token of another request, for another service.

use super::token_query::{TokenQuery, metadata};
use crate::error::{Code, Error, quote};
use crate::event::Event;
use crate::http::endpoint::EndpointRequest;
use crate::ids::is_guid;
use crate::token::Token;
use http::Method;
use url::Url;

/// The request for a token.
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

/// Whether a token is for the service that it was asked for. One whose audience is given as an application id may be: nothing
/// here says whose id that is.
pub(crate) fn is_for(token: &Token, resource: &str) -> bool {
    token.claims.audience.as_deref().is_none_or(|audience| same_audience(audience, resource))
}

fn same_audience(audience: &str, resource: &str) -> bool {
    let (audience, resource) = (plain(audience), plain(resource));
    audience == resource || is_guid(&audience) != is_guid(&resource)
}

/// An audience without what its spellings differ in. Resource Manager has two names in each cloud.
fn plain(audience: &str) -> String {
    let lower = audience.trim_end_matches('/').to_ascii_lowercase();
    match lower.strip_prefix("https://management.core.") {
        Some("windows.net") => "https://management.azure.com".to_owned(),
        Some(cloud) => format!("https://management.{cloud}"),
        None => lower,
    }
}

/// What is reported before the second request.
pub(crate) fn asking_again(token: &Token, resource: &str) -> Event {
    Event::Notice {
        text: format!(
            "Cloud Shell answered with a token for '{}' in place of '{resource}'; asking once more.",
            named(token)
        ),
    }
}

/// The failure of a second token for another service.
pub(crate) fn wrong_audience(token: &Token, resource: &str) -> Error {
    Error::new(
        Code::BadResponse,
        format!(
            "Cloud Shell answered twice with a token for '{}' instead of '{resource}'. The tokens were dropped.",
            named(token)
        ),
    )
    .hint("Try again in a minute. If it keeps happening, restart Cloud Shell.")
    .with_retryable(true)
}

fn named(token: &Token) -> String {
    quote::quoted(token.claims.audience.as_deref().unwrap_or_default())
}

#[cfg(test)]
mod tests;

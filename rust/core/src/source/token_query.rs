//! The parameters of a token request, and helpers that put them into an HTTP request.

use crate::http::endpoint::EndpointRequest;
use crate::identity::Identity;
use crate::secret::Secret;
use crate::token::Token;
use url::Url;

/// A request for a token, independent of the source.
pub(crate) struct TokenQuery<'a> {
    pub identity: &'a Identity,
    pub resource: &'a str,
    /// Asks the platform to skip its own cache, if it supports that.
    pub bypass_cache: bool,
    /// Whether the cloud is known, from the user or the machine.
    pub cloud_known: bool,
    /// The cached token to replace.
    pub unwanted: Option<&'a Token>,
}

impl TokenQuery<'_> {
    /// The query parameter that selects the identity, if any. `resource_id` is the name of the one for a resource id.
    pub(super) fn selector(&self, resource_id: &'static str) -> Option<(&'static str, &str)> {
        match self.identity {
            Identity::SystemAssigned => None,
            Identity::ClientId(id) => Some(("client_id", id)),
            Identity::ObjectId(id) => Some(("object_id", id)),
            Identity::ResourceId(id) => Some((resource_id, id)),
        }
    }

    /// The query parameter that asks the platform to skip its own cache, if requested.
    pub(super) fn bypass(&self) -> Option<(&'static str, &'static str)> {
        self.bypass_cache.then_some(("bypass_cache", "true"))
    }
}

/// Builds a `GET` request with these query parameters.
pub(super) fn get<'a>(
    endpoint: &Url,
    parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
    headers: Vec<(&'static str, Secret)>,
) -> EndpointRequest {
    let mut url = endpoint.clone();
    url.query_pairs_mut().extend_pairs(parameters);
    EndpointRequest::get(url, headers)
}

/// The header that proves that a request is meant for the metadata service.
pub(super) fn metadata() -> (&'static str, Secret) {
    ("metadata", Secret::new("true".to_owned()))
}

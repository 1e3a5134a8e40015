//! What a source is asked for, and how it goes into a request.

use crate::http::endpoint::EndpointRequest;
use crate::identity::Identity;
use crate::secret::Secret;
use crate::token::Token;
use url::Url;

/// One request for a token, as every source sees it.
pub(crate) struct TokenQuery<'a> {
    pub identity: &'a Identity,
    pub resource: &'a str,
    /// Ask the platform to skip its own cache, where it can.
    pub bypass_cache: bool,
    /// Whether the user or the machine says which cloud this is.
    pub cloud_known: bool,
    /// The token that is held and no longer wanted.
    pub unwanted: Option<&'a Token>,
}

impl TokenQuery<'_> {
    /// The parameter that names the identity, if it needs a name, where a resource id's is called that.
    pub(super) fn selector(&self, resource_id: &'static str) -> Option<(&'static str, &str)> {
        match self.identity {
            Identity::SystemAssigned => None,
            Identity::ClientId(id) => Some(("client_id", id)),
            Identity::ObjectId(id) => Some(("object_id", id)),
            Identity::ResourceId(id) => Some((resource_id, id)),
        }
    }

    /// The parameter that asks the platform to skip its own cache, if it is to.
    pub(super) fn bypass(&self) -> Option<(&'static str, &'static str)> {
        self.bypass_cache.then_some(("bypass_cache", "true"))
    }
}

/// A `GET` with these parameters.
pub(super) fn get<'a>(
    endpoint: &Url,
    parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
    headers: Vec<(&'static str, Secret)>,
) -> EndpointRequest {
    let mut url = endpoint.clone();
    url.query_pairs_mut().extend_pairs(parameters);
    EndpointRequest::get(url, headers)
}

/// The header that proves that a request was meant for the metadata service.
pub(super) fn metadata() -> (&'static str, Secret) {
    ("metadata", Secret::new("true".to_owned()))
}

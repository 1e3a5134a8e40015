//! Azure VM and scale set: the token endpoint of the Instance Metadata Service (`protocols.md`, 1.4 and 2).

use super::token_query::{TokenQuery, append_selector};
use crate::http::endpoint::EndpointRequest;
use crate::identity::Identity;
use crate::secret::Secret;
use url::Url;

/// Where the service answers, unless `AZURE_POD_IDENTITY_AUTHORITY_HOST` says otherwise.
pub const DEFAULT_HOST: &str = "http://169.254.169.254";

/// Path of the token endpoint.
pub const TOKEN_PATH: &str = "/metadata/identity/oauth2/token";

const API_VERSION: &str = "2018-02-01";

/// The request for a token.
pub(crate) fn request(endpoint: &Url, query: &TokenQuery<'_>) -> EndpointRequest {
    let mut url = endpoint.clone();
    {
        let mut pairs = url.query_pairs_mut();
        pairs
            .append_pair("api-version", API_VERSION)
            .append_pair("resource", query.resource);
        append_selector(&mut pairs, selector(query.identity));
        if query.bypass_cache {
            pairs.append_pair("bypass_cache", "true");
        }
    }
    metadata_request(url)
}

/// A `GET` with the header that proves it was meant for the metadata service.
pub(crate) fn metadata_request(url: Url) -> EndpointRequest {
    EndpointRequest::get(url, vec![("metadata", Secret::new("true".to_owned()))])
}

/// How the metadata service and the Arc agent spell the selectors.
pub(crate) fn selector(identity: &Identity) -> Option<(&'static str, &str)> {
    match identity {
        Identity::SystemAssigned => None,
        Identity::ClientId(id) => Some(("client_id", id)),
        Identity::ObjectId(id) => Some(("object_id", id)),
        Identity::ResourceId(id) => Some(("msi_res_id", id)),
    }
}

//! App Service, Functions, Automation runbooks and what else speaks their protocol (`protocols.md`, 1.5).

use super::token_query::{TokenQuery, append_selector};
use crate::http::endpoint::EndpointRequest;
use crate::identity::Identity;
use crate::secret::Secret;
use url::Url;

const API_VERSION: &str = "2019-08-01";
const OLD_API_VERSION: &str = "2017-09-01";

/// A request of the current protocol, 2019-08-01.
pub(crate) fn request(endpoint: &Url, header: &Secret, query: &TokenQuery<'_>) -> EndpointRequest {
    let mut url = endpoint.clone();
    {
        let mut pairs = url.query_pairs_mut();
        pairs
            .append_pair("resource", query.resource)
            .append_pair("api-version", API_VERSION);
        append_selector(&mut pairs, selector(query.identity));
    }
    // Automation wants the second header, and nobody else minds it.
    let headers = vec![
        ("x-identity-header", header.clone()),
        ("metadata", Secret::new("true".to_owned())),
    ];
    EndpointRequest::get(url, headers)
}

fn selector(identity: &Identity) -> Option<(&'static str, &str)> {
    match identity {
        Identity::SystemAssigned => None,
        Identity::ClientId(id) => Some(("client_id", id)),
        Identity::ObjectId(id) => Some(("object_id", id)),
        Identity::ResourceId(id) => Some(("mi_res_id", id)),
    }
}

/// A request of the old protocol, 2017-09-01, which takes only client ids.
pub(crate) fn old_request(
    endpoint: &Url,
    secret: &Secret,
    query: &TokenQuery<'_>,
) -> EndpointRequest {
    let client_id = match query.identity {
        Identity::ClientId(id) => Some(("clientid", id.as_str())),
        _ => None,
    };
    let mut url = endpoint.clone();
    {
        let mut pairs = url.query_pairs_mut();
        pairs
            .append_pair("resource", query.resource)
            .append_pair("api-version", OLD_API_VERSION);
        append_selector(&mut pairs, client_id);
    }
    EndpointRequest::get(url, vec![("secret", secret.clone())])
}

//! Azure Machine Learning compute (`protocols.md`, 1.6).
//!
//! A compute instance that is asked without a client id answers with a *person's* token. So one is always sent: the one
//! chosen, or the platform's `DEFAULT_IDENTITY_CLIENT_ID`.

use super::token_query::TokenQuery;
use crate::http::endpoint::EndpointRequest;
use crate::identity::Identity;
use crate::secret::Secret;
use url::Url;

const API_VERSION: &str = "2017-09-01";

/// The request for a token.
pub(crate) fn request(
    endpoint: &Url,
    secret: &Secret,
    default_client_id: &str,
    query: &TokenQuery<'_>,
) -> EndpointRequest {
    let client_id = match query.identity {
        Identity::ClientId(id) => id,
        _ => default_client_id,
    };
    let mut url = endpoint.clone();
    url.query_pairs_mut()
        .append_pair("api-version", API_VERSION)
        .append_pair("resource", query.resource)
        .append_pair("clientid", client_id);
    let headers = vec![
        ("secret", secret.clone()),
        ("metadata", Secret::new("true".to_owned())),
    ];
    EndpointRequest::get(url, headers)
}

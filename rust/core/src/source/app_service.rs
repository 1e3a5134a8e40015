//! App Service, Functions, Automation runbooks and other hosts with the same protocol (`protocols.md`, 1.5).

use super::token_query::{TokenQuery, get, metadata};
use crate::http::endpoint::EndpointRequest;
use crate::identity::Identity;
use crate::secret::Secret;
use url::Url;

const API_VERSION: &str = "2019-08-01";
const OLD_API_VERSION: &str = "2017-09-01";

/// Builds a request of the current protocol, 2019-08-01.
pub(crate) fn request(endpoint: &Url, header: &Secret, query: &TokenQuery<'_>) -> EndpointRequest {
    let parameters = [("resource", query.resource), ("api-version", API_VERSION)];
    let parameters = parameters.into_iter().chain(query.selector("mi_res_id"));
    // Automation requires the second header; the others ignore it.
    let headers = vec![("x-identity-header", header.clone()), metadata()];
    get(endpoint, parameters, headers)
}

/// Builds a request of the old protocol, 2017-09-01, which supports only client ids.
pub(crate) fn old_request(endpoint: &Url, secret: &Secret, query: &TokenQuery<'_>) -> EndpointRequest {
    let client_id = match query.identity {
        Identity::ClientId(id) => Some(("clientid", id.as_str())),
        _ => None,
    };
    let parameters = [("resource", query.resource), ("api-version", OLD_API_VERSION)];
    let parameters = parameters.into_iter().chain(client_id);
    get(endpoint, parameters, vec![("secret", secret.clone())])
}

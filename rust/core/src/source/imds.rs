//! Azure VM and scale set: the token endpoint of the Instance Metadata Service (`protocols.md`, 1.4 and 2).

use super::token_query::{TokenQuery, get, metadata};
use crate::http::endpoint::EndpointRequest;
use url::Url;

/// Where the service answers, unless `AZURE_POD_IDENTITY_AUTHORITY_HOST` says otherwise.
pub const DEFAULT_HOST: &str = "http://169.254.169.254";

/// Path of the token endpoint.
pub const TOKEN_PATH: &str = "/metadata/identity/oauth2/token";

const API_VERSION: &str = "2018-02-01";

/// The request for a token.
pub(crate) fn request(endpoint: &Url, query: &TokenQuery<'_>) -> EndpointRequest {
    let parameters = [("api-version", API_VERSION), ("resource", query.resource)];
    let parameters = parameters.into_iter().chain(query.selector("msi_res_id"));
    get(endpoint, parameters.chain(query.bypass()), vec![metadata()])
}

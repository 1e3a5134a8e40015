//! Azure VMs and scale sets: the token endpoint of the Instance Metadata Service (`protocols.md`, 1.4 and 2).

use super::token_query::{TokenQuery, get, metadata};
use crate::http::endpoint::EndpointRequest;
use url::Url;

/// The host of the service, unless `AZURE_POD_IDENTITY_AUTHORITY_HOST` is set.
pub const DEFAULT_HOST: &str = "http://169.254.169.254";

/// The path of the token endpoint.
pub const TOKEN_PATH: &str = "/metadata/identity/oauth2/token";

const API_VERSION: &str = "2018-02-01";

/// Builds the request for a token.
pub(crate) fn request(endpoint: &Url, query: &TokenQuery<'_>) -> EndpointRequest {
    let parameters = [("api-version", API_VERSION), ("resource", query.resource)];
    let parameters = parameters.into_iter().chain(query.selector("msi_res_id"));
    get(endpoint, parameters.chain(query.bypass()), vec![metadata()])
}

//! The retired managed-identity VM extension on port 50342 (`protocols.md`, 1.12). Used only when chosen by name.

use super::token_query::{TokenQuery, get, metadata};
use crate::http::endpoint::EndpointRequest;
use url::Url;

/// The extension's endpoint, unless it was installed with another port.
pub const DEFAULT_ENDPOINT: &str = "http://localhost:50342/oauth2/token";

/// Builds the request for a token.
pub(crate) fn request(endpoint: &Url, query: &TokenQuery<'_>) -> EndpointRequest {
    let parameters = [("resource", query.resource)].into_iter();
    get(endpoint, parameters.chain(query.selector("msi_res_id")), vec![metadata()])
}

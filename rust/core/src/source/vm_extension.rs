//! The retired managed-identity VM extension on port 50342 (`protocols.md`, 1.12). Used only when chosen by name.

use super::imds;
use super::token_query::{TokenQuery, append_selector};
use crate::http::endpoint::EndpointRequest;
use url::Url;

/// Where the extension listens unless it was installed with another port.
pub const DEFAULT_ENDPOINT: &str = "http://localhost:50342/oauth2/token";

/// The request for a token.
pub(crate) fn request(endpoint: &Url, query: &TokenQuery<'_>) -> EndpointRequest {
    let mut url = endpoint.clone();
    {
        let mut pairs = url.query_pairs_mut();
        pairs.append_pair("resource", query.resource);
        append_selector(&mut pairs, imds::selector(query.identity));
    }
    imds::metadata_request(url)
}

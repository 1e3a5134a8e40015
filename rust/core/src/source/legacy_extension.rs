//! The retired managed-identity VM extension on port 50342 (`protocols.md`, 1.12). Used only when chosen by name.

use super::{Ask, append_selector, imds};
use crate::http::local::LocalRequest;
use url::Url;

/// Where the extension listens unless it was installed with another port.
pub const DEFAULT_ENDPOINT: &str = "http://localhost:50342/oauth2/token";

/// The request for a token.
pub(crate) fn request(endpoint: &Url, ask: &Ask<'_>) -> LocalRequest {
    let mut url = endpoint.clone();
    {
        let mut query = url.query_pairs_mut();
        query.append_pair("resource", ask.resource);
        append_selector(&mut query, imds::selector(ask.identity));
    }
    imds::metadata_request(url)
}

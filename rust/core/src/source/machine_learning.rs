//! Azure Machine Learning compute (`protocols.md`, 1.6).
//!
//! A compute instance that is asked without a client id answers with a *person's* token. So one is always sent: the one
//! chosen, or the platform's `DEFAULT_IDENTITY_CLIENT_ID`.

use super::token_query::{get, metadata};
use crate::http::endpoint::EndpointRequest;
use crate::identity::Identity;
use crate::secret::Secret;
use url::Url;

const API_VERSION: &str = "2017-09-01";

/// The request for a token.
pub(crate) fn request(endpoint: &Url, secret: &Secret, identity: &Identity, resource: &str) -> EndpointRequest {
    let client_id = match identity {
        Identity::ClientId(id) => id,
        _ => unreachable!("it is checked as the source is found"),
    };
    let parameters = [("api-version", API_VERSION), ("resource", resource), ("clientid", client_id)];
    get(endpoint, parameters, vec![("secret", secret.clone()), metadata()])
}

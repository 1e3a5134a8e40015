//! Azure Machine Learning compute (`protocols.md`, 1.6).
//!
//! If a request has no client id, a compute instance responds with a *person's* token. Every request therefore includes
//! one: the chosen one, or the platform's `DEFAULT_IDENTITY_CLIENT_ID`.

use super::selector;
use super::token_query::{TokenQuery, get, metadata};
use crate::error::{Code, Error, Result};
use crate::http::endpoint::EndpointRequest;
use crate::identity::Identity;
use crate::secret::Secret;
use crate::source_kind::SourceKind;
use url::Url;

const API_VERSION: &str = "2017-09-01";

/// Returns the client id for a request.
///
/// # Errors
/// `SourceNotConfigured` if neither the caller nor the platform specifies one, `SelectorNotSupported`.
pub(crate) fn client_id<'a>(asked: &'a Identity, default: Option<&'a Identity>) -> Result<&'a str> {
    let missing = || {
        Error::new(Code::SourceNotConfigured, "DEFAULT_IDENTITY_CLIENT_ID is missing: without a client id, Machine Learning would answer with a person's token.")
            .hint("Name the compute's identity: -ClientId <guid> (--client-id).")
            .with_source(SourceKind::MachineLearning)
    };
    let identity = match asked {
        Identity::SystemAssigned => default.ok_or_else(missing)?,
        named => named,
    };
    match identity {
        Identity::ClientId(id) => Ok(id),
        other => Err(selector::not_supported(SourceKind::MachineLearning, other, selector::ONLY_CLIENT_IDS)),
    }
}

/// Builds the request for a token.
///
/// # Errors
/// The errors of [`client_id`].
pub(crate) fn request(
    endpoint: &Url,
    secret: &Secret,
    default: Option<&Identity>,
    query: &TokenQuery<'_>,
) -> Result<EndpointRequest> {
    let client_id = client_id(query.identity, default)?;
    let parameters = [("api-version", API_VERSION), ("resource", query.resource), ("clientid", client_id)];
    Ok(get(endpoint, parameters, vec![("secret", secret.clone()), metadata()]))
}

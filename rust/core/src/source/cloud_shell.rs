//! Cloud Shell (`protocols.md`, 1.8): the token is a person's, and there is nothing to select.

use super::Ask;
use crate::http::local::LocalRequest;
use crate::secret::Secret;
use http::Method;
use url::Url;

/// The request for a token.
pub(crate) fn request(endpoint: &Url, ask: &Ask<'_>) -> LocalRequest {
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("resource", ask.resource)
        .finish();
    LocalRequest {
        method: Method::POST,
        url: endpoint.clone(),
        headers: vec![("metadata", Secret::new("true".to_owned()))],
        form: Some(form),
        pin: None,
    }
}

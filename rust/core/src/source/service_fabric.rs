//! Service Fabric (`protocols.md`, 1.9 and 3.2): TLS is pinned to the thumbprint that the platform provides. Only for
//! this source, a request can specify the token to replace.

use super::token_query::{TokenQuery, get};
use crate::digest;
use crate::error::{Code, Error, Result};
use crate::http::endpoint::EndpointRequest;
use crate::http::tls::Thumbprint;
use crate::identity::Identity;
use crate::secret::Secret;
use url::Url;

/// The version that Azure's clients use. The cluster may set another one in `IDENTITY_API_VERSION`.
const API_VERSION: &str = "2019-07-01-preview";

/// The values that the platform provides.
pub(crate) struct Setting {
    pub header: Secret,
    pub thumbprint: Thumbprint,
    pub api_version: Option<String>,
}

/// Builds the request for a token.
pub(crate) fn request(endpoint: &Url, setting: &Setting, query: &TokenQuery<'_>) -> EndpointRequest {
    let object_id = match query.identity {
        Identity::ObjectId(id) => Some(("principalId", id.as_str())),
        _ => None,
    };
    let version = setting.api_version.as_deref().unwrap_or(API_VERSION);
    let parameters = [("api-version", version), ("resource", query.resource)];
    let unwanted = query.unwanted.map(|token| fingerprint(token.secret()));
    let unwanted = unwanted.as_deref().map(|hash| ("token_sha256_to_refresh", hash));
    // "cp1" means that this client handles claims challenges.
    let parameters = parameters.into_iter().chain(object_id).chain([("xms_cc", "cp1")]);
    let headers = vec![("secret", setting.header.clone())];
    EndpointRequest { pin: Some(setting.thumbprint), ..get(endpoint, parameters.chain(unwanted), headers) }
}

/// The SHA-256 hash of a token, in lowercase hexadecimal digits.
fn fingerprint(token: &str) -> String {
    digest::sha256(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Parses the thumbprint: 40 hexadecimal digits, with or without colons and spaces.
///
/// # Errors
/// `SourceNotConfigured`.
pub(crate) fn thumbprint(text: &str) -> Result<Thumbprint> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != ':').collect();
    let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..digits.len()).step_by(2).map(byte).collect();
    bytes.and_then(|bytes| bytes.try_into().ok()).map(Thumbprint).ok_or_else(|| {
        Error::new(
            Code::SourceNotConfigured,
            "IDENTITY_SERVER_THUMBPRINT is not a SHA-1 thumbprint of 40 hexadecimal digits.",
        )
        .hint("Service Fabric sets the variable; something has changed it.")
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_fingerprint_is_the_one_azures_own_clients_send() {
        assert_eq!(
            super::fingerprint("test_token"),
            "cc0af97287543b65da2c7e1476426021826cab166f1e063ed012b855ff819656"
        );
    }
}

//! What the machine says of itself: `/metadata/instance/compute` (`protocols.md`, 2.9). It holds no identity.

use crate::claims;
use crate::error::{Code, Error, Result};
use crate::http::local::LocalRequest;
use crate::source::exchange::Exchange;
use crate::source::failure;
use crate::source::imds;
use serde::Deserialize;
use url::Url;

/// The oldest version with `resourceId`, `azEnvironment` and everything else that is read.
const API_VERSION: &str = "2021-02-01";

/// The facts about this machine. Fields the platform leaves empty are absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct InstanceMetadata {
    /// Name of the cloud in the metadata service's spelling, such as `AzurePublicCloud`.
    #[serde(deserialize_with = "text")]
    pub az_environment: Option<String>,
    /// Name of the VM.
    #[serde(deserialize_with = "text")]
    pub name: Option<String>,
    /// Its resource group.
    #[serde(deserialize_with = "text")]
    pub resource_group_name: Option<String>,
    /// Its ARM id.
    #[serde(deserialize_with = "text")]
    pub resource_id: Option<String>,
    /// Its subscription.
    #[serde(deserialize_with = "text")]
    pub subscription_id: Option<String>,
    /// Its unique id, a GUID.
    #[serde(deserialize_with = "text")]
    pub vm_id: Option<String>,
}

impl InstanceMetadata {
    /// A machine that tells nothing of itself.
    pub(crate) const UNKNOWN: Self = Self {
        az_environment: None,
        name: None,
        resource_group_name: None,
        resource_id: None,
        subscription_id: None,
        vm_id: None,
    };
}

fn text<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.and_then(|text| claims::stated(&text)))
}

/// The address of the document, given that of the token endpoint.
#[must_use]
pub fn address(token_endpoint: &Url) -> Url {
    let mut url = token_endpoint.clone();
    url.set_path("/metadata/instance/compute");
    url.set_query(Some(&format!("api-version={API_VERSION}")));
    url
}

/// Reads the document.
///
/// # Errors
/// When the service can't be reached, refuses, or answers with something else.
pub(crate) async fn fetch(
    token_endpoint: &Url,
    exchange: &Exchange<'_>,
) -> Result<InstanceMetadata> {
    let url = address(token_endpoint);
    let build = || -> LocalRequest { imds::metadata_request(url.clone()) };
    let answer = exchange.ask(build).await?;
    if !answer.is_success() {
        let refusal = failure::Refusal::read(&answer.body, &answer.secrets);
        return Err(Error::new(
            Code::IdentityEndpointFailed,
            format!(
                "The instance metadata service answered {}: {}",
                answer.status, refusal.text
            ),
        )
        .hint("Name the environment, the subscription and the VM yourself, or try again later.")
        .with_http_status(answer.status)
        .with_source(exchange.source));
    }
    read(&answer.body).map_err(|e| e.with_source(exchange.source))
}

/// Reads the document's text.
///
/// # Errors
/// `BadResponse`.
pub fn read(body: &[u8]) -> Result<InstanceMetadata> {
    serde_json::from_slice(body).map_err(|e| {
        Error::new(Code::BadResponse, format!("The instance metadata is not what the service documents (line {}, column {}).", e.line(), e.column()))
            .hint("Something else than the metadata service answers at that address: check the variables and proxies.")
    })
}

//! What the machine says of itself: `/metadata/instance/compute` (`protocols.md`, 2.9). It holds no identity.

mod remembered;

pub(crate) use self::remembered::Look;
pub use self::remembered::Remembered;

use crate::claims;
use crate::error::{Code, Error, Result};
use crate::http::local::{LocalAnswer, LocalFailure};
use crate::source::exchange::Exchange;
use crate::source::failure;
use crate::source::{SourceKind, imds};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

/// The oldest version with `resourceId`, `azEnvironment` and everything else that is read.
const API_VERSION: &str = "2021-02-01";

/// The version that the agent of Azure Arc knows, with the same names for what it tells.
const ARC_API_VERSION: &str = "2020-06-01";

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
pub fn address(token_endpoint: &Url, source: SourceKind) -> Url {
    let version = match source {
        SourceKind::Arc => ARC_API_VERSION,
        _ => API_VERSION,
    };
    address_of(token_endpoint, version)
}

fn address_of(token_endpoint: &Url, version: &str) -> Url {
    let mut url = token_endpoint.clone();
    url.set_path("/metadata/instance/compute");
    url.query_pairs_mut()
        .clear()
        .append_pair("api-version", version);
    url
}

/// Why the document was not read.
enum Missing {
    /// Nothing listens there, and nothing says that this will change.
    Nobody(Error),
    /// This host has none that can be read.
    ForGood(String),
    /// The service failed, or is busy.
    NotNow(String),
}

/// Reads the document; where the host is older than the version asked for, one of those that it names.
async fn fetch(
    token_endpoint: &Url,
    exchange: &Exchange<'_>,
) -> std::result::Result<InstanceMetadata, Missing> {
    let mut answer = ask(address(token_endpoint, exchange.source), exchange).await?;
    if let (400, Some(version)) = (answer.status, offered(&answer.body)) {
        answer = ask(address_of(token_endpoint, &version), exchange).await?;
    }
    if answer.is_success() {
        return read(&answer.body).map_err(|error| Missing::ForGood(error.message().to_owned()));
    }
    let words = failure::Refusal::read(&answer.body, &answer.secrets).text;
    let why = format!("the service answered {} {words}", answer.status);
    Err(match answer.status {
        408 | 429 | 500..=599 => Missing::NotNow(why),
        _ => Missing::ForGood(why),
    })
}

async fn ask(url: Url, exchange: &Exchange<'_>) -> std::result::Result<LocalAnswer, Missing> {
    let request = imds::metadata_request(url);
    let failure = match exchange.send(&request).await {
        Ok(answer) => return Ok(answer),
        Err(failure) => failure,
    };
    Err(match failure {
        LocalFailure::NoConnection(_) if !exchange.is_patient(&request.url).await => {
            Missing::Nobody(exchange.explain(&request.url, failure))
        }
        LocalFailure::TooLarge => Missing::ForGood("its answer is too large".to_owned()),
        other => Missing::NotNow(exchange.explain(&request.url, other).message().to_owned()),
    })
}

/// The api-version to ask an older host with: of those it names, the first that tells the cloud, else the first at all.
fn offered(body: &[u8]) -> Option<String> {
    const WITH_CLOUD: &str = "2018-10-01";
    let body: Value = serde_json::from_slice(body).ok()?;
    let named: Vec<&str> = body
        .get("newest-versions")?
        .as_array()?
        .iter()
        .filter_map(Value::as_str)
        .filter(|version| is_version(version))
        .collect();
    let best = named.iter().find(|version| **version >= WITH_CLOUD);
    best.or(named.first()).map(|version| (*version).to_owned())
}

/// Versions are dates, such as `2020-10-01`.
fn is_version(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// Reads the document's text.
///
/// # Errors
/// `BadResponse`.
pub fn read(body: &[u8]) -> Result<InstanceMetadata> {
    serde_json::from_slice(body).map_err(|e| {
        Error::new(Code::BadResponse, format!("The instance metadata is not what the service documents (line {}, column {}).", e.line(), e.column()))
            .hint("Something other than the metadata service answers at that address: check the variables and proxies.")
    })
}

#[cfg(test)]
mod tests;

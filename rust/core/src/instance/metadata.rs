//! The instance document, and how it is read.

use crate::claims;
use crate::error::{Code, Error, Result};
use serde::Deserialize;

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
    /// A machine that says nothing of itself.
    pub(crate) const UNKNOWN: Self = Self {
        az_environment: None,
        name: None,
        resource_group_name: None,
        resource_id: None,
        subscription_id: None,
        vm_id: None,
    };
}

fn text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.and_then(|text| claims::stated(&text)))
}

/// Reads the document's text.
///
/// # Errors
/// `BadResponse`.
pub fn read(body: &[u8]) -> Result<InstanceMetadata> {
    serde_json::from_slice(body).map_err(|e| {
        Error::new(
            Code::BadResponse,
            format!(
                "The instance metadata is not what the service documents (line {}, column {}).",
                e.line(),
                e.column()
            ),
        )
        .hint("Something other than the metadata service answers at that address: check the variables and proxies.")
    })
}

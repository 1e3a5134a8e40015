//! What the machine says of itself: `/metadata/instance/compute` (`protocols.md`, 2.9). It holds no identity.
//!
//! The document is optional: whatever asks for it can do without, so it is looked for once, for a short time, and a host that
//! has none is not asked again.

use crate::call::EventSink;
use crate::claims;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::limits;
use serde_json::{Map, Value};
use std::sync::OnceLock;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

/// The facts about this machine. Fields the platform leaves empty are absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InstanceMetadata {
    /// Name of the cloud in the metadata service's spelling, such as `AzurePublicCloud`.
    pub az_environment: Option<String>,
    /// Name of the VM.
    pub name: Option<String>,
    /// Its resource group.
    pub resource_group_name: Option<String>,
    /// Its ARM id.
    pub resource_id: Option<String>,
    /// Its subscription.
    pub subscription_id: Option<String>,
    /// Its unique id, a GUID.
    pub vm_id: Option<String>,
}

/// Reads the document's text.
///
/// # Errors
/// `BadResponse`.
pub fn read(body: &[u8]) -> Result<InstanceMetadata> {
    let document: Map<String, Value> = serde_json::from_slice(body).map_err(|e| {
        Error::new(
            Code::BadResponse,
            format!(
                "The instance metadata is not what the service documents (line {}, column {}).",
                e.line(),
                e.column()
            ),
        )
        .hint("Something other than the metadata service answers at that address: check the variables and proxies.")
    })?;
    let text = |field: &str| document.get(field)?.as_str().and_then(claims::stated);
    Ok(InstanceMetadata {
        az_environment: text("azEnvironment"),
        name: text("name"),
        resource_group_name: text("resourceGroupName"),
        resource_id: text("resourceId"),
        subscription_id: text("subscriptionId"),
        vm_id: text("vmId"),
    })
}

/// What is known of the document at one endpoint.
#[derive(Default)]
pub struct InstanceCell {
    /// What was read: nothing, where the host has no document.
    found: OnceLock<InstanceMetadata>,
    /// Before when nobody looks again; held while somebody looks.
    not_before: Mutex<Option<Instant>>,
}

/// Why the document was not read.
pub(crate) enum Missing {
    /// Nothing listens there, and nothing says that this will change.
    Nobody(Error),
    /// This host has none that can be read.
    ForGood(String),
    /// The service failed, or is busy.
    NotNow(String),
}

impl InstanceCell {
    /// What the document says, if somebody looked: nothing, where there is none.
    pub(crate) fn found(&self) -> Option<&InstanceMetadata> {
        self.found.get()
    }

    /// What a host says that has no document.
    pub(crate) fn none(&self) -> &InstanceMetadata {
        self.found.get_or_init(InstanceMetadata::default)
    }

    /// Looks for the document, unless it is known already whether there is one. `None`: it could not be had this time.
    ///
    /// # Errors
    /// When nothing listens at the endpoint: then there are no tokens either.
    pub(crate) async fn look(
        &self,
        fetch: impl Future<Output = std::result::Result<InstanceMetadata, Missing>>,
        events: &EventSink,
    ) -> Result<Option<&InstanceMetadata>> {
        let mut not_before = self.not_before.lock().await;
        if self.found().is_some() || not_before.is_some_and(|end| end > Instant::now()) {
            return Ok(self.found());
        }
        let seen = timeout(limits::INSTANCE, fetch).await.unwrap_or_else(|_| {
            let limit = limits::INSTANCE.as_secs_f64();
            Err(Missing::ForGood(format!("no answer within {limit} s")))
        });
        let (why, known) = match seen {
            Ok(document) => return Ok(Some(self.found.get_or_init(|| document))),
            Err(Missing::Nobody(error)) => return Err(error),
            Err(Missing::ForGood(why)) => (why, Some(self.none())),
            Err(Missing::NotNow(why)) => {
                *not_before = Some(Instant::now() + limits::INSTANCE_PAUSE);
                (why, None)
            }
        };
        events(Event::Notice { text: format!("Going on without the instance metadata, which is optional: {why}.") });
        Ok(known)
    }
}

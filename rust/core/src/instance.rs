//! The instance metadata: `/metadata/instance/compute` (`protocols.md`, 2.9). It doesn't describe identities.
//!
//! The document is optional, so it's requested with a short time limit, and not again if the host has none.

use crate::call::EventSink;
use crate::claims;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::limits;
use serde_json::{Map, Value};
use std::sync::OnceLock;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

/// The facts about this machine. Fields that the platform leaves empty are absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InstanceMetadata {
    /// The name of the cloud as the metadata service spells it, such as `AzurePublicCloud`.
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

/// Parses the document.
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

/// The document of one endpoint, as far as it's known.
#[derive(Default)]
pub struct InstanceCell {
    /// The document; empty if the host has none.
    found: OnceLock<InstanceMetadata>,
    /// The earliest time of the next request, after one that failed. Locked during a request.
    not_before: Mutex<Option<Instant>>,
}

/// Why the document wasn't read.
pub(crate) enum Missing {
    /// Nothing listens there, and that isn't likely to change.
    Nobody(Error),
    /// This host has no readable document.
    ForGood(String),
    /// The service failed, or is busy.
    NotNow(String),
}

impl InstanceCell {
    /// The document, if it was requested already; empty if there is none.
    pub(crate) fn found(&self) -> Option<&InstanceMetadata> {
        self.found.get()
    }

    /// Remembers that the host has no document.
    pub(crate) fn none(&self) -> &InstanceMetadata {
        self.found.get_or_init(InstanceMetadata::default)
    }

    /// Requests the document, unless it's already known whether there is one. `None` if it isn't available this time.
    ///
    /// # Errors
    /// If nothing listens at the endpoint: it then can't issue tokens either.
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

//! The identities of many machines.

use super::Client;
use crate::arm::resource_graph::{FleetQuery, MachinePages};
use crate::arm::vm::VmIdentity;
use crate::call::Call;
use crate::error::Result;

/// The machines of a query, one page at a time. Memory is bounded by one page and a few bytes for each machine already
/// returned.
pub struct Fleet {
    client: Client,
    pages: MachinePages,
}

impl Client {
    /// Starts to list the identities of many machines: virtual machines, including those of flexible scale sets, and
    /// Arc-enabled servers. Validates the query, but sends nothing yet.
    ///
    /// # Errors
    /// `InvalidQuery`, `InvalidVmName`, `InvalidResourceGroupName`, `InvalidSubscriptionId`.
    pub fn vm_identities(&self, query: &FleetQuery) -> Result<Fleet> {
        Ok(Fleet { pages: MachinePages::new(query, self.0.subscription_id.as_deref())?, client: self.clone() })
    }
}

impl Fleet {
    /// The total number of machines, once the first page was read.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.pages.expected
    }

    /// Returns the next page, sorted by id, or `None` at the end. After an error, the next call requests the same page
    /// again.
    ///
    /// # Errors
    /// Those of [`Client::token`] and of Resource Manager; `ResultTruncated` if the service ends the list before it's
    /// complete, `BadResponse` if a page repeats another, `VmNotFound` if no machine has a name that was given without
    /// wildcards.
    pub async fn next_page(&mut self, call: &Call) -> Result<Option<Vec<VmIdentity>>> {
        if self.pages.ended {
            return Ok(None);
        }
        let cloud = self.client.cloud(call).await?;
        self.pages.next(&self.client.arm(cloud, call)).await
    }
}

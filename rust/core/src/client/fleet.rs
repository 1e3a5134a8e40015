//! The identities of many machines.

use super::Client;
use crate::arm::resource_graph::{FleetQuery, MachinePages};
use crate::arm::vm::VmIdentity;
use crate::call::Call;
use crate::error::Result;

/// The machines of a query, a page at a time. Memory is bounded by one page, and some bytes for each machine that came.
pub struct Fleet {
    client: Client,
    pages: MachinePages,
}

impl Client {
    /// Begins to read the identities of many machines: virtual machines, those of flexible scale sets among them, and
    /// Arc-enabled servers. Checks the query; sends nothing yet.
    ///
    /// # Errors
    /// `InvalidQuery`, `InvalidVmName`, `InvalidResourceGroupName`, `InvalidSubscriptionId`.
    pub fn vm_identities(&self, query: &FleetQuery) -> Result<Fleet> {
        Ok(Fleet { pages: MachinePages::new(query, self.0.subscription_id.as_deref())?, client: self.clone() })
    }
}

impl Fleet {
    /// How many machines there are, once the first page has come.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.pages.expected
    }

    /// Gets the next page, in the order of ids. `None`: all have come. After an error the same page can be asked for again.
    ///
    /// # Errors
    /// Those of [`Client::token`] and of Resource Manager; `ResultTruncated` when the service ends the list before all of
    /// it has come, `BadResponse` when a page repeats another, `VmNotFound` when a name without wildcards belongs to no machine.
    pub async fn next_page(&mut self, call: &Call) -> Result<Option<Vec<VmIdentity>>> {
        if self.pages.ended {
            return Ok(None);
        }
        let cloud = self.client.cloud(call).await?;
        self.pages.next(&self.client.arm(cloud, call)).await
    }
}

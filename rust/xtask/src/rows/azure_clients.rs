//! What our client sends, beside what Azure's own, unchanged clients send to the same emulator.

use super::rust::{AZURE_CLIENTS_TEST, run_named};
use super::workshop::Workshop;
use crate::table::Row;
use crate::tools::azure_clients::{self, Client};

/// Installs the clients and runs the comparison: with those that can be had, and for our own client in any case.
#[must_use]
pub fn rows(shop: &Workshop<'_>) -> Vec<Row> {
    let named = shop.around().var("AZMI_PEERS");
    let mut rows = Vec::new();
    if named.is_none() {
        for client in Client::ALL {
            if let Err(why) = azure_clients::install(&shop.tools, client, &shop.dotnet()) {
                rows.push(Row::skipped(
                    format!("azure-clients: {}", client.title()),
                    why,
                ));
            }
        }
    }
    let folder = named.map_or_else(|| azure_clients::folder(&shop.tools).into(), Into::into);
    rows.push(run_named(
        shop,
        AZURE_CLIENTS_TEST,
        "azure-clients",
        &[("AZMI_PEERS".into(), folder)],
    ));
    rows
}

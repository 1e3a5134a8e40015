//! What our client sends, beside what Azure's own, unchanged clients send to the same emulator.

use super::rust::{AZURE_CLIENTS_TEST, run_named};
use super::workshop::Workshop;
use crate::table::Row;
use crate::tools::azure_clients::{self, Client};

/// Runs the comparison: with the clients that `cargo xtask peers` installed, and for our own in any case. Nothing is installed
/// here: what registries hand out for a version is held to no hash of ours.
#[must_use]
pub fn rows(shop: &Workshop<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    for client in Client::ALL {
        if let Err(why) = azure_clients::installed(&shop.tools, client) {
            let what = format!("azure-clients: {}", client.title());
            rows.push(Row::skipped(what, why));
        }
    }
    let mut variables = vec![(
        "AZMI_PEERS".into(),
        azure_clients::folder(&shop.tools).into(),
    )];
    if let Ok(dotnet) = shop.dotnet() {
        // The test starts the .NET client by the name alone.
        let path = shop.around().var("PATH").unwrap_or_default();
        let folders = std::env::split_paths(path).chain([dotnet.root.clone()]);
        variables.extend(std::env::join_paths(folders).map(|path| ("PATH".into(), path)));
        variables.push(("DOTNET_ROOT".into(), dotnet.root.clone().into()));
    }
    rows.push(run_named(
        shop,
        AZURE_CLIENTS_TEST,
        "azure-clients",
        &variables,
    ));
    rows
}

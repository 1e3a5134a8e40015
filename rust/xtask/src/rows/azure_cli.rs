//! The real, unchanged Azure CLI against the emulator.

use super::rust::{AZURE_CLI_TEST, run_named};
use super::workshop::Workshop;
use crate::table::Row;

/// Runs the test where `az` is found.
#[must_use]
pub fn rows(shop: &Workshop<'_>) -> Vec<Row> {
    let Some(az) = shop.around().on_path("az") else {
        return vec![Row::skipped(
            "azure-cli",
            "no az on PATH: install azure-cli",
        )];
    };
    vec![run_named(
        shop,
        AZURE_CLI_TEST,
        "azure-cli",
        &[("AZMI_AZ".into(), az.into())],
    )]
}

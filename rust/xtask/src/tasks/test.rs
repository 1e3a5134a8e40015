//! `test`: every test this machine can run, and a table of what ran.

use crate::args::TestOptions;
use crate::bench;
use crate::rows::workshop::Workshop;
use crate::rows::{self, Require};
use crate::surroundings::Surroundings;
use crate::table::{Row, Table};
use crate::tools::Tools;

/// A part of the tests: makes its rows.
type Part = fn(&Workshop<'_>) -> Vec<Row>;

const PARTS: &[(Require, Part)] = &[
    (Require::Rust, rows::rust::rows),
    (Require::Header, rows::header::rows),
    (Require::Abi, rows::abi::rows),
    (Require::Dotnet, rows::dotnet::rows),
    (Require::Package, rows::package::rows),
    (Require::Signing, rows::signing::rows),
    (Require::Pwsh, rows::pester::rows),
    (Require::AzureCli, rows::azure_cli::rows),
    (Require::AzureClients, rows::azure_clients::rows),
    (Require::Windows, rows::windows::rows),
    (Require::Samples, rows::samples::rows),
    (Require::Guard, bench::guard::rows),
    (Require::Bench, rows::bench::rows),
    (Require::Fuzz, rows::fuzz::rows),
];

/// Runs the parts asked for, or all of them.
///
/// # Errors
/// None: what goes wrong is a failed row.
pub fn run(around: &Surroundings, options: &TestOptions) -> Result<bool, String> {
    let shop = Workshop::new(Tools::new(around, options.common.offline)).with_depth(options.deep);
    let mut table = Table::default();
    for (part, rows) in PARTS.iter().copied() {
        if options.runs(part) {
            rows(&shop)
                .into_iter()
                .for_each(|row| table.push(part.enforce(&options.common.require, row)));
        }
    }
    Ok(table.close())
}

//! `test`: every test this machine can run, and a table of what ran.

use crate::args::TestOptions;
use crate::bench;
use crate::rows::workshop::Workshop;
use crate::rows::{self, Require};
use crate::surroundings::Surroundings;
use crate::table::{Row, Table};
use crate::tools::Tools;
use std::panic::resume_unwind;
use std::thread;

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

/// Parts that run beside the others, one after another and giving way to them: they wait much and look at no time.
const BESIDE: [Require; 3] = [Require::AzureCli, Require::AzureClients, Require::Fuzz];

/// Runs the parts asked for, or all of them.
///
/// # Errors
/// None: what goes wrong is a failed row.
pub fn run(around: &Surroundings, options: &TestOptions) -> Result<bool, String> {
    let shop = Workshop::new(Tools::new(around, options.common.offline)).with_depth(options.deep);
    let (beside, others): (Vec<_>, Vec<_>) = PARTS
        .iter()
        .copied()
        .filter(|(part, _)| options.runs(*part))
        .partition(|(part, _)| BESIDE.contains(part));
    let made = |parts: &[(Require, Part)]| -> Vec<(Require, Vec<Row>)> {
        let made = parts.iter().map(|(part, rows)| (*part, rows(&shop)));
        made.collect()
    };
    let mut rows = thread::scope(|scope| {
        let beside = scope.spawn(|| {
            // Compiled while the others' tests run. What goes wrong is told by the part that asks for them.
            if options.runs(Require::Windows) {
                let _ = shop.windows_tests();
            }
            made(&beside)
        });
        let mut rows = made(&others);
        rows.extend(beside.join().unwrap_or_else(|panic| resume_unwind(panic)));
        rows
    });
    rows.sort_by_key(|(part, _)| PARTS.iter().position(|(known, _)| known == part));
    let mut table = Table::default();
    for (part, rows) in rows {
        rows.into_iter()
            .for_each(|row| table.push(part.enforce(&options.common.require, row)));
    }
    Ok(table.close())
}

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

/// A part of the tests.
struct Part {
    name: Require,
    rows: fn(&Workshop<'_>) -> Vec<Row>,
    beside: bool,
}

const fn part(name: Require, rows: fn(&Workshop<'_>) -> Vec<Row>) -> Part {
    Part {
        name,
        rows,
        beside: false,
    }
}

/// A part that runs beside the others, one such after another: it mostly waits, or gives way to them.
const fn beside(name: Require, rows: fn(&Workshop<'_>) -> Vec<Row>) -> Part {
    Part {
        name,
        rows,
        beside: true,
    }
}

/// All of them, in the order of the table.
const PARTS: &[Part] = &[
    part(Require::Rust, rows::rust::rows),
    part(Require::Header, rows::header::rows),
    part(Require::Abi, rows::abi::rows),
    part(Require::Dotnet, rows::dotnet::rows),
    part(Require::Package, rows::package::rows),
    part(Require::Signing, rows::signing::rows),
    part(Require::Pwsh, rows::pester::rows),
    beside(Require::AzureCli, rows::azure_cli::rows),
    beside(Require::AzureClients, rows::azure_clients::rows),
    part(Require::Windows, rows::windows::rows),
    beside(Require::Windows, rows::windows::crates),
    part(Require::Samples, rows::samples::rows),
    part(Require::Guard, bench::guard::rows),
    part(Require::Bench, rows::bench::rows),
    beside(Require::Fuzz, rows::fuzz::rows),
];

/// Runs the parts asked for, or all of them.
///
/// # Errors
/// None: what goes wrong is a failed row.
pub fn run(around: &Surroundings, options: &TestOptions) -> Result<bool, String> {
    let shop = Workshop::new(Tools::new(around, options.common.offline)).with_depth(options.deep);
    let made = |beside: bool| -> Vec<(usize, &Part, Vec<Row>)> {
        let chosen = PARTS
            .iter()
            .enumerate()
            .filter(|(_, part)| part.beside == beside && options.runs(part.name));
        let made = chosen.map(|(place, part)| (place, part, (part.rows)(&shop)));
        made.collect()
    };
    let mut rows = thread::scope(|scope| {
        let others = scope.spawn(|| {
            // Compiled while the first tests run. What goes wrong is told by the part that asks for them.
            if options.runs(Require::Windows) {
                let _ = shop.windows_tests();
            }
            made(true)
        });
        let mut rows = made(false);
        rows.extend(others.join().unwrap_or_else(|panic| resume_unwind(panic)));
        rows
    });
    rows.sort_by_key(|(place, ..)| *place);
    let mut table = Table::default();
    for (_, part, rows) in rows {
        rows.into_iter()
            .for_each(|row| table.push(part.name.enforce(&options.common.require, row)));
    }
    Ok(table.close())
}

#[cfg(test)]
mod tests;

//! The Windows library, cross-built, under Wine: from C, from .NET, and the Rust tests of what differs on Windows.

mod prefix;
mod programs;

use super::rust::{AZURE_CLIENTS_TEST, build_for_windows, run_all};
use super::workshop::Workshop;
use crate::emulator::Emulator;
use crate::table::Row;
use crate::tools::windows::Wine;
use prefix::Prefix;
use programs::Programs;
use std::time::Instant;

/// What cargo builds to run under Wine: the system crate's tests, and those of core in which Windows has rules of its own (the
/// Arc agent's folders and files, proxies, certificates).
const SUITES: &[&[&str]] = &[
    &["--package", "azmi-os"],
    &[
        "--package",
        "azmi-core",
        "--test",
        "source_*",
        "--test",
        "doctor",
    ],
];

/// Builds for Windows and runs what was built, where mingw and Wine are there.
#[must_use]
pub fn rows(shop: &Workshop<'_>) -> Vec<Row> {
    let found = shop
        .mingw()
        .and_then(|mingw| Ok((mingw, Wine::find(shop.around())?)));
    let (mingw, wine) = match found {
        Ok(found) => found,
        Err(why) => return vec![Row::skipped("windows", why)],
    };
    let start = Instant::now();
    let library = match shop.windows_library() {
        Ok(library) => library,
        Err(why) => return vec![Row::failed("windows: library", start.elapsed(), why)],
    };
    let mut rows = vec![Row::passed("windows: library", start.elapsed(), "")];

    let start = Instant::now();
    let ready = Prefix::ready(shop, mingw, &wine).and_then(|prefix| {
        Ok((
            prefix,
            Emulator::start(shop.azmi()?, &shop.scratch("windows"))?,
        ))
    });
    let (prefix, emulator) = match ready {
        Ok(ready) => ready,
        Err(why) => {
            rows.push(Row::failed(
                "windows: Wine and emulator",
                start.elapsed(),
                why,
            ));
            return rows;
        }
    };
    rows.push(Row::passed(
        "windows: Wine and emulator",
        start.elapsed(),
        "",
    ));

    let programs = Programs {
        shop,
        mingw,
        prefix: &prefix,
        emulator: &emulator,
        library,
    };
    rows.push(programs.c());
    rows.push(programs.dotnet());
    rows.extend(crate_tests(shop, &prefix));
    rows
}

fn crate_tests(shop: &Workshop<'_>, prefix: &Prefix) -> Vec<Row> {
    let start = Instant::now();
    let built: Result<Vec<_>, String> = SUITES
        .iter()
        .map(|suite| build_for_windows(shop, suite))
        .collect();
    match built {
        Ok(tests) => run_all(
            shop.around(),
            tests
                .iter()
                .flatten()
                .filter(|test| test.target != AZURE_CLIENTS_TEST),
            &[prefix.wine().into()],
            &prefix.variables(),
            "windows: ",
        ),
        Err(why) => vec![Row::failed("windows: crates", start.elapsed(), why)],
    }
}

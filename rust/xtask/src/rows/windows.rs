//! The Windows library, cross-built, under Wine: from C, from .NET, and the system crate's own tests.

mod prefix;
mod programs;

use super::rust::{build_for_windows, run_all};
use super::workshop::Workshop;
use crate::emulator::Emulator;
use crate::table::Row;
use crate::tools::windows::Wine;
use prefix::Prefix;
use programs::Programs;
use std::time::Instant;

/// The crates whose tests run under Wine as they are: they need no network that Wine lacks.
const CRATES: &[&str] = &["azmi-os"];

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
    match build_for_windows(shop, CRATES) {
        Ok(tests) => run_all(
            shop.around(),
            tests.iter(),
            &[prefix.wine().into()],
            &prefix.variables(),
            "windows: ",
        ),
        Err(why) => vec![Row::failed("windows: crates", start.elapsed(), why)],
    }
}

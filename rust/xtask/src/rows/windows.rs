//! The Windows library, cross-built, under Wine: from C, from .NET, and the Rust tests of what differs on Windows.

mod prefix;
mod programs;

use super::rust::{AZURE_CLIENTS_TEST, run_all};
use super::workshop::Workshop;
use crate::artifacts::{self, TestBinary};
use crate::emulator::Emulator;
use crate::run::unhurried;
use crate::surroundings::Surroundings;
use crate::table::Row;
use crate::tools::windows::{self, Mingw, Wine};
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

/// Builds the tests, in a folder of their own and giving way to other builds: they are made while others run.
///
/// # Errors
/// The build failed.
pub fn build_tests(around: &Surroundings, mingw: &Mingw) -> Result<Vec<TestBinary>, String> {
    let mut tests = Vec::new();
    for suite in SUITES {
        let mut cargo = unhurried(around.cargo());
        cargo.args(["test", "--no-run", "--target", windows::TARGET]);
        cargo.args(*suite).arg(artifacts::MESSAGES);
        cargo.env("CARGO_TARGET_DIR", around.target().join("windows"));
        cargo.current_dir(around.root());
        mingw.std.prepare(&mut cargo);
        mingw.link(&mut cargo);
        tests.extend(artifacts::collect(&mut cargo)?.tests);
    }
    Ok(tests)
}

fn crate_tests(shop: &Workshop<'_>, prefix: &Prefix) -> Vec<Row> {
    let what = "windows: build of the tests";
    let start = Instant::now();
    let tests = match shop.windows_tests() {
        Ok(tests) => tests,
        Err(why) => return vec![Row::failed(what, start.elapsed(), why)],
    };
    let mut rows = vec![Row::passed(what, start.elapsed(), "")];
    rows.extend(run_all(
        shop.around(),
        tests
            .iter()
            .filter(|test| test.target != AZURE_CLIENTS_TEST),
        &[prefix.wine().into()],
        &prefix.variables(),
        "windows: ",
    ));
    rows
}

//! The Windows library, cross-built, under Wine: from C, from .NET, and the Rust tests of what differs on Windows.

pub(super) mod prefix;
mod programs;

use super::rust::{AZURE_CLIENTS_TEST, run_all};
use super::workshop::Workshop;
use crate::artifacts::{self, TestBinary};
use crate::emulator::Emulator;
use crate::run::unhurried;
use crate::surroundings::Surroundings;
use crate::table::Row;
use crate::tools::windows::{self, Mingw, Wine};
use programs::Programs;
use std::time::Instant;

/// What cargo builds to run under Wine: the system crate's tests, and those of core in which Windows has rules of its own (the
/// Arc agent's folders and files, proxies, certificates).
const SUITES: &[&[&str]] = &[
    &["--package", "azmi-os"],
    &["--package", "azmi-core", "--test", "it"],
];

/// Builds for Windows and runs what was built, where mingw and Wine are there.
#[must_use]
pub fn rows(shop: &Workshop<'_>) -> Vec<Row> {
    let found = shop
        .mingw()
        .and_then(|mingw| Wine::find(shop.around()).map(|_| mingw));
    let mingw = match found {
        Ok(found) => found,
        Err(why) => return vec![Row::skipped("windows", why)],
    };
    let start = Instant::now();
    let library = match shop.windows_library() {
        Ok(library) => library,
        Err(why) => return vec![Row::failed("windows: library", start.elapsed(), why)],
    };
    let mut rows = vec![Row::passed("windows: library", start.elapsed(), "")];

    let what = "windows: Wine and emulator";
    let start = Instant::now();
    let ready = shop.wine().and_then(|prefix| {
        let emulator = Emulator::start(shop.azmi()?, &shop.scratch("windows"))?;
        Ok((prefix, emulator))
    });
    let (prefix, emulator) = match ready {
        Ok(ready) => ready,
        Err(why) => {
            rows.push(Row::failed(what, start.elapsed(), why));
            return rows;
        }
    };
    rows.push(Row::passed(what, start.elapsed(), ""));

    let programs = Programs {
        shop,
        mingw,
        prefix,
        emulator: &emulator,
        library,
    };
    rows.push(programs.c());
    rows.push(programs.dotnet());
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

/// The tests of crates, under Wine; where it or mingw is missing, the other rows say so.
#[must_use]
pub fn crates(shop: &Workshop<'_>) -> Vec<Row> {
    if shop.mingw().is_err() || Wine::find(shop.around()).is_err() {
        return Vec::new();
    }
    let what = "windows: build of the tests";
    let start = Instant::now();
    let ready = shop
        .windows_tests()
        .and_then(|tests| Ok((tests, shop.wine()?)));
    let (tests, prefix) = match ready {
        Ok(ready) => ready,
        Err(why) => return vec![Row::failed(what, start.elapsed(), why)],
    };
    let mut rows = vec![Row::passed(what, start.elapsed(), "")];
    rows.extend(run_all(
        shop.around(),
        tests
            .iter()
            .filter(|test| test.target != AZURE_CLIENTS_TEST),
        windows_rules,
        &[prefix.wine().into()],
        &prefix.variables(),
        "windows: ",
    ));
    rows
}

/// Of core's tests, those in which Windows has rules of its own.
fn windows_rules(binary: &TestBinary) -> &'static [&'static str] {
    if binary.package == "azmi-core" {
        &["source_", "doctor"]
    } else {
        &[]
    }
}

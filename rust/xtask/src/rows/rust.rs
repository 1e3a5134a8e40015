//! The Rust tests, a row per crate.

use super::workshop::Workshop;
use crate::artifacts::TestBinary;
use crate::counts;
use crate::run::{Show, UNHURRIED, run};
use crate::surroundings::Surroundings;
use crate::table::{Counts, Row};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::process::Command;
use std::time::{Duration, Instant};

/// The test files that other parts run, since they need programs most machines don't have.
pub const AZURE_CLI_TEST: &str = "azure_cli";
/// What ours and Azure's own clients send.
pub const AZURE_CLIENTS_TEST: &str = "source_requests";

/// Builds and runs them.
#[must_use]
pub fn rows(shop: &Workshop<'_>) -> Vec<Row> {
    let start = Instant::now();
    let built = match shop.rust() {
        Ok(built) => built,
        Err(why) => return vec![Row::failed("rust: build", start.elapsed(), why)],
    };
    let mut rows = vec![Row::passed("rust: build", start.elapsed(), "")];
    let binaries = built
        .tests
        .iter()
        .filter(|binary| ![AZURE_CLI_TEST, AZURE_CLIENTS_TEST].contains(&binary.target.as_str()));
    let depth: Vec<_> = shop
        .deep()
        .then(|| ("AZMI_DEEP".into(), "1".into()))
        .into_iter()
        .collect();
    rows.extend(run_all(
        shop.around(),
        binaries,
        |_| &[],
        &[],
        &depth,
        "rust: ",
    ));
    rows.push(doc_tests(shop.around()));
    rows.push(own_tests(shop));
    rows
}

/// Runs test programs, each by itself as cargo would; a row per crate. `launcher` comes before each program, `filters` names the tests
/// to run (none: all).
pub fn run_all<'b>(
    around: &Surroundings,
    binaries: impl Iterator<Item = &'b TestBinary>,
    filters: fn(&TestBinary) -> &'static [&'static str],
    launcher: &[OsString],
    variables: &[(OsString, OsString)],
    prefix: &str,
) -> Vec<Row> {
    let mut crates: BTreeMap<&str, Vec<&TestBinary>> = BTreeMap::new();
    binaries.for_each(|binary| crates.entry(&binary.package).or_default().push(binary));
    let row = |(package, binaries): (&str, Vec<&TestBinary>)| {
        let start = Instant::now();
        let (mut sum, mut notes) = (Counts::default(), Vec::new());
        for binary in binaries {
            let (counts, note) = run_one(around, binary, filters(binary), launcher, variables);
            sum += counts;
            notes.extend(note);
        }
        Row::counted(format!("{prefix}{package}"), sum, start.elapsed()).with_note(notes.join("; "))
    };
    crates.into_iter().map(row).collect()
}

fn run_one(
    around: &Surroundings,
    binary: &TestBinary,
    filters: &[&str],
    launcher: &[OsString],
    variables: &[(OsString, OsString)],
) -> (Counts, Option<String>) {
    let words: Vec<OsString> = launcher
        .iter()
        .cloned()
        .chain([binary.executable.clone().into()])
        .collect();
    let mut command = Command::new(&words[0]);
    command
        .args(&words[1..])
        .arg("--show-output")
        .args(filters)
        .current_dir(&binary.folder)
        .env("CARGO_MANIFEST_DIR", &binary.folder);
    command
        .env("CARGO", around.cargo())
        .envs(variables.iter().map(|(name, value)| (name, value)));
    println!("-- {} {}", binary.package, binary.target);
    let ended = run(&mut command, Show::OnFailure);
    let mut counts = counts::libtest_of_one(&ended.output);
    if ended.ok {
        return with_skips(counts, &counts::libtest_skips(&ended.output));
    }
    let failed = counts::libtest_failures(&ended.output);
    if counts.failed == 0 {
        counts.failed = 1;
    }
    let names = if failed.is_empty() {
        ended.reason
    } else {
        failed.join(", ")
    };
    (counts, Some(format!("{}: {names}", binary.target)))
}

/// Takes the tests that were skipped out of those that passed; the note names each reason once.
fn with_skips(mut counts: Counts, reasons: &[String]) -> (Counts, Option<String>) {
    let skipped = u32::try_from(reasons.len())
        .unwrap_or(u32::MAX)
        .min(counts.passed);
    counts.passed -= skipped;
    counts.skipped += skipped;
    let distinct: BTreeSet<&str> = reasons.iter().map(String::as_str).collect();
    let note = distinct.into_iter().collect::<Vec<_>>().join("; ");
    (
        counts,
        (!note.is_empty()).then(|| format!("skipped: {note}")),
    )
}

fn doc_tests(around: &Surroundings) -> Row {
    let mut cargo = Command::new(around.cargo());
    cargo
        .args(["test", "--workspace", "--exclude", "azmi-xtask", "--doc"])
        .current_dir(around.root());
    counted_cargo(&mut cargo, "rust: examples in the documentation")
}

fn own_tests(shop: &Workshop<'_>) -> Row {
    let mut cargo = Command::new(shop.around().cargo());
    cargo
        .args(["test", "--package", "azmi-xtask"])
        .current_dir(shop.around().root());
    // Cargo builds the program beside its tests, and Windows lets no running program be written anew.
    if cfg!(windows) {
        cargo.env("CARGO_TARGET_DIR", shop.scratch("own"));
    }
    counted_cargo(&mut cargo, "rust: azmi-xtask")
}

fn counted_cargo(cargo: &mut Command, what: &str) -> Row {
    let start = Instant::now();
    let ended = run(cargo, Show::OnFailure);
    Row::counted(what, counts::libtest(&ended.output), start.elapsed())
        .unless_ok(ended.ok, &ended.reason)
}

/// Runs one test program by the name of its file: a part of its own, beside others and giving way to them.
pub fn run_named(
    shop: &Workshop<'_>,
    target: &str,
    what: &str,
    variables: &[(OsString, OsString)],
) -> Row {
    let built = match shop.rust() {
        Ok(built) => built,
        Err(why) => return Row::failed(what, Duration::ZERO, why),
    };
    let Some(binary) = built.tests.iter().find(|binary| binary.target == target) else {
        return Row::failed(what, Duration::ZERO, format!("no test file {target}"));
    };
    let start = Instant::now();
    let launcher: Vec<OsString> = UNHURRIED.iter().map(OsString::from).collect();
    let (counts, note) = run_one(shop.around(), binary, &[], &launcher, variables);
    Row::counted(what, counts, start.elapsed()).with_note(note.unwrap_or_default())
}

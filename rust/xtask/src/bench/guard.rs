//! The guard of `test`: sizes and instruction counts, which are the same on any machine, against the committed baseline. Never
//! a time.

use super::start_up;
use crate::emulator::Emulator;
use crate::rows::workshop::Workshop;
use crate::table::{Counts, Row};
use serde::Deserialize;
use std::fs;
use std::time::{Duration, Instant};

/// What is committed.
const BASELINE: &str = "rust/xtask/baseline.toml";

/// The figures that are guarded, and how much more each may be.
#[derive(Debug, Deserialize)]
struct Baseline {
    /// Percent that a figure may be above its baseline. Below it, the baseline is to be lowered.
    tolerance_percent: f64,
    azmi_bytes: f64,
    library_bytes: f64,
    windows_library_bytes: f64,
    token_instructions: f64,
}

/// A row for the sizes, and one for the instructions where valgrind can count them.
#[must_use]
pub fn rows(shop: &Workshop<'_>) -> Vec<Row> {
    let start = Instant::now();
    let file = shop.around().path(BASELINE);
    let baseline = fs::read_to_string(&file)
        .map_err(|error| error.to_string())
        .and_then(|text| toml::from_str::<Baseline>(&text).map_err(|error| error.to_string()));
    match baseline {
        Ok(baseline) => vec![sizes(shop, &baseline), instructions(shop, &baseline)],
        Err(why) => vec![Row::failed(
            "guard",
            start.elapsed(),
            format!("{BASELINE}: {why}"),
        )],
    }
}

fn sizes(shop: &Workshop<'_>, baseline: &Baseline) -> Row {
    let start = Instant::now();
    let mut checked = vec![
        (
            "azmi",
            shop.released_azmi().map(ToOwned::to_owned),
            baseline.azmi_bytes,
        ),
        (
            "the library",
            shop.library().map(ToOwned::to_owned),
            baseline.library_bytes,
        ),
    ];
    let mut left_out = String::new();
    match shop.mingw() {
        Ok(_) => checked.push((
            "the library for Windows",
            shop.windows_library().map(ToOwned::to_owned),
            baseline.windows_library_bytes,
        )),
        Err(why) => left_out = format!("without the library for Windows: {why}"),
    }
    let verdicts = checked.into_iter().map(|(what, file, limit)| {
        let size = fs::metadata(file?)
            .map_err(|error| error.to_string())?
            .len();
        #[expect(
            clippy::cast_precision_loss,
            reason = "files of ours are below 2^53 bytes"
        )]
        within(what, size as f64, limit, "bytes", baseline)
    });
    let row = row("guard: sizes", verdicts, start.elapsed());
    if row.note.is_empty() {
        row.with_note(left_out)
    } else {
        row
    }
}

fn instructions(shop: &Workshop<'_>, baseline: &Baseline) -> Row {
    let what = "guard: instructions";
    let start = Instant::now();
    let folder = shop.scratch("guard");
    if let Err(why) = start_up::callgrind(shop.around(), &folder) {
        return Row::skipped(what, why);
    }
    let counted = || {
        let azmi = shop.released_azmi()?;
        let emulator = Emulator::start(azmi, &folder)?;
        let count = start_up::instructions(shop.around(), azmi, &emulator, &folder)?;
        within(
            "azmi token",
            count,
            baseline.token_instructions,
            "instructions",
            baseline,
        )
    };
    row(what, [counted()], start.elapsed())
}

fn within(
    what: &str,
    found: f64,
    usual: f64,
    unit: &str,
    baseline: &Baseline,
) -> Result<(), String> {
    if found <= usual * (1.0 + baseline.tolerance_percent / 100.0) {
        return Ok(());
    }
    Err(format!(
        "{what}: {found:.0} {unit}, {:.1} % more than {usual:.0} in {BASELINE}: find out why, or raise it and say why",
        (found / usual - 1.0) * 100.0
    ))
}

fn row(what: &str, verdicts: impl IntoIterator<Item = Result<(), String>>, took: Duration) -> Row {
    let (mut counts, mut why) = (Counts::default(), Vec::new());
    for verdict in verdicts {
        counts += Counts::one(verdict.is_ok());
        why.extend(verdict.err());
    }
    let row = Row::counted(what, counts, took);
    if why.is_empty() {
        row
    } else {
        row.with_note(why.join("; "))
    }
}

#[cfg(test)]
mod tests;

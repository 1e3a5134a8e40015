//! The guard of `test`: sizes and instruction counts, which are the same on any machine, against the committed baseline. Never
//! a time.

use super::start_up;
use crate::emulator::Emulator;
use crate::package::rid::Rid;
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

/// The system whose figures are committed. The same sources give other sizes and counts on any other.
const MEASURED_ON: Rid = Rid::LinuxX64;

/// A row for the sizes, and one for the instructions where valgrind can count them.
#[must_use]
pub fn rows(shop: &Workshop<'_>) -> Vec<Row> {
    let made = shop.natives().recipe(shop.around(), MEASURED_ON);
    let builds_std = made.is_ok_and(|made| made.std_source().is_some());
    if let Err(why) = comparable(Rid::host(), builds_std) {
        return vec![Row::skipped("guard", why)];
    }
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

fn comparable(host: Option<Rid>, builds_std: bool) -> Result<(), String> {
    match host {
        Some(MEASURED_ON) if builds_std => Ok(()),
        Some(MEASURED_ON) => Err(format!(
            "{BASELINE} holds the figures with a standard library built small: run `rustup component add rust-src`"
        )),
        _ => Err(format!("{BASELINE} holds the figures of {MEASURED_ON}")),
    }
}

fn sizes(shop: &Workshop<'_>, baseline: &Baseline) -> Row {
    let start = Instant::now();
    let mut checked = vec![
        ("azmi", shop.released_azmi(), baseline.azmi_bytes),
        ("the library", shop.library(), baseline.library_bytes),
    ];
    let mut left_out = String::new();
    match shop.natives().recipe(shop.around(), Rid::WinX64) {
        Ok(_) => checked.push((
            "the library for Windows",
            shop.windows_library(),
            baseline.windows_library_bytes,
        )),
        Err(why) => left_out = format!("without the library for Windows: {why}"),
    }
    let verdicts = checked.into_iter().map(|(what, file, usual)| {
        let size = fs::metadata(file?)
            .map_err(|error| error.to_string())?
            .len();
        #[expect(
            clippy::cast_precision_loss,
            reason = "files of ours are below 2^53 bytes"
        )]
        within(what, size as f64, usual, "bytes", baseline)
    });
    let row = row("guard: sizes", verdicts, start.elapsed());
    let notes = [row.note.clone(), left_out];
    row.with_note(
        notes
            .into_iter()
            .filter(|note| !note.is_empty())
            .collect::<Vec<_>>()
            .join("; "),
    )
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
        let count = start_up::instructions(shop.around(), azmi, &emulator, &folder)
            .map_err(String::from)?;
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

/// What is worth saying of a figure that is not too large.
type Said = Option<String>;

fn within(
    what: &str,
    found: f64,
    usual: f64,
    unit: &str,
    baseline: &Baseline,
) -> Result<Said, String> {
    let percent = (found / usual - 1.0) * 100.0;
    let tolerated = baseline.tolerance_percent / 100.0;
    if found > usual * (1.0 + tolerated) {
        return Err(format!(
            "{what}: {found:.0} {unit}, {percent:.1} % more than {usual:.0} in {BASELINE}: find out why, or raise it and say why"
        ));
    }
    // A baseline far above what is lets the next growth through.
    let lower = found < usual * (1.0 - tolerated);
    Ok(lower.then(|| {
        format!(
            "{what}: {found:.0} {unit}, {:.1} % less than {usual:.0} in {BASELINE}: lower it",
            -percent
        )
    }))
}

fn row(
    what: &str,
    verdicts: impl IntoIterator<Item = Result<Said, String>>,
    took: Duration,
) -> Row {
    let (mut counts, mut notes, mut wrong) = (Counts::default(), Vec::new(), Vec::new());
    for verdict in verdicts {
        counts += Counts::one(verdict.is_ok());
        match verdict {
            Ok(note) => notes.extend(note),
            Err(why) => wrong.push(why),
        }
    }
    wrong.append(&mut notes);
    Row::counted(what, counts, took).with_note(wrong.join("; "))
}

#[cfg(test)]
mod tests;

//! The guard of `cargo xtask test`: compares sizes and instruction counts, which don't depend on the machine, with the
//! committed baseline. It never compares times.

use crate::start_up;
use azmi_native_tests::{built, emulator, folder};
use serde::Deserialize;
use std::env;
use std::fs;

/// The baseline figures, and the allowed deviation.
#[derive(Debug, Deserialize)]
struct Baseline {
    /// How many percent a figure may be above its baseline. If it's further below, the baseline should be lowered.
    tolerance_percent: f64,
    azmi_bytes: f64,
    library_bytes: f64,
    windows_library_bytes: f64,
    token_instructions: f64,
}

pub fn check() -> Result<(), String> {
    let baseline: Baseline =
        toml::from_str(include_str!("../baseline.toml")).map_err(|error| format!("baseline.toml: {error}"))?;
    let mut figures = vec![
        ("azmi", size("AZMI_TEST_AZMI")?, baseline.azmi_bytes, "bytes"),
        ("the library", size("AZMI_TEST_LIBRARY")?, baseline.library_bytes, "bytes"),
    ];
    match env::var_os("AZMI_TEST_WINDOWS_LIBRARY") {
        Some(_) => {
            let found = size("AZMI_TEST_WINDOWS_LIBRARY")?;
            figures.push(("the library for Windows", found, baseline.windows_library_bytes, "bytes"));
        }
        None => println!("skipping the library for Windows, which can't be built here"),
    }
    let (azmi, folder) = (built("AZMI_TEST_AZMI"), folder());
    let count = start_up::instructions(&azmi, &emulator(&[]), folder.path()).map_err(String::from)?;
    figures.push(("azmi token", count, baseline.token_instructions, "instructions"));
    let mut wrong = Vec::new();
    for (what, found, usual, unit) in figures {
        let said = within(found, usual, unit, baseline.tolerance_percent);
        println!("{what}: {}", said.as_ref().unwrap_or_else(|why| why));
        wrong.extend(said.err().map(|why| format!("{what}: {why}")));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
}

fn size(variable: &str) -> Result<f64, String> {
    let file = built(variable);
    let facts = fs::metadata(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    #[expect(clippy::cast_precision_loss, reason = "the files are smaller than 2^53 bytes")]
    Ok(facts.len() as f64)
}

fn within(found: f64, usual: f64, unit: &str, tolerance_percent: f64) -> Result<String, String> {
    let percent = (found / usual - 1.0) * 100.0;
    let found_is = format!("{found:.0} {unit}, {:.1} %", percent.abs());
    let tolerated = tolerance_percent / 100.0;
    if found > usual * (1.0 + tolerated) {
        return Err(format!(
            "{found_is} more than {usual:.0} in bench/baseline.toml: find out why, or raise it and say why"
        ));
    }
    // A baseline far above the figure would hide later growth.
    if found < usual * (1.0 - tolerated) {
        return Ok(format!("{found_is} less than {usual:.0} in bench/baseline.toml: lower it"));
    }
    Ok(format!("{found:.0} {unit}"))
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn a_small_increase_is_accepted_and_a_large_one_is_not() {
        assert_eq!(within(103.0, 100.0, "bytes", 3.0), Ok("103 bytes".to_owned()));
        let why = within(104.0, 100.0, "bytes", 3.0).unwrap_err();
        assert!(why.contains("104 bytes, 4.0 % more than 100"), "{why}");
    }

    #[test]
    fn a_large_decrease_asks_to_lower_the_baseline() {
        assert_eq!(within(97.0, 100.0, "bytes", 3.0), Ok("97 bytes".to_owned()));
        assert!(within(96.0, 100.0, "bytes", 3.0).unwrap().ends_with("lower it"));
    }
}

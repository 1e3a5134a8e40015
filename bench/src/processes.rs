//! Measures whole processes that print a token, with hyperfine.

use crate::figures::{Figures, Lack};
use crate::inside;
use crate::peers::{self, Peer, Words};
use crate::setup::{Setup, on_path, read};
use azmi_native_tests::emulator::Emulator;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs of each client, enough for a stable median.
const RUNS: u32 = 30;

pub fn measure(setup: &Setup, emulator: &Emulator, figures: &mut Figures) {
    let fixed = setup.emulator(Some("169.254.169.254:80"));
    for Peer { name, words, fixed_address, variables } in peers::all(setup, emulator) {
        let words = words.and_then(|words| match (&fixed, fixed_address) {
            (_, true) if !inside::is_inside() => Err(Lack::Absent(
                "it only uses 169.254.169.254, and this account can't create a network namespace".to_owned(),
            )),
            (Err(why), true) => Err(Lack::Failed(why.clone())),
            _ => Ok(words),
        });
        let times = words.and_then(|words| {
            let environment = emulator.environment().map(|(name, value)| (name.to_owned(), value.to_owned()));
            let own = variables.into_iter().map(|(name, value)| (name.to_owned(), value));
            let environment: Vec<_> = environment.chain(own).collect();
            // The first run warms the disk cache, and checks that the client prints a token: some clients succeed
            // without one.
            let told = read(peers::command(&words).envs(environment.clone()))?;
            if !told.contains("eyJ") {
                let last = told.lines().last().unwrap_or_default();
                return Err(Lack::Failed(format!("it printed no token: {last}")));
            }
            hyperfine(&setup.folder, &words, &environment, setup.runs(RUNS))
        });
        figures.take(&format!("process: {name}"), "ms", times);
    }
}

/// Returns the milliseconds of each run. A failed run is an error.
pub fn hyperfine(folder: &Path, words: &Words, environment: &[(String, String)], runs: u32) -> Result<Vec<f64>, Lack> {
    let file = folder.join("hyperfine.json");
    let line = words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
    let mut command = Command::new(on_path("hyperfine")?);
    command.args(["--shell=none", "--style=none", "--warmup=1", "--runs", &runs.max(2).to_string(), "--export-json"]);
    command.arg(&file).arg(line).envs(environment.iter().cloned()).stdin(Stdio::null());
    read(&mut command)?;
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(times(&text)?)
}

fn times(text: &str) -> Result<Vec<f64>, String> {
    let told: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let times = told["results"][0]["times"].as_array().ok_or("hyperfine reported no times")?;
    Ok(times.iter().filter_map(Value::as_f64).map(|seconds| seconds * 1e3).collect())
}

/// Quotes a word for hyperfine, which splits a line like a shell.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::{quoted, times};

    #[test]
    fn times_are_milliseconds_and_words_are_quoted() {
        let told = r#"{"results":[{"command":"x","times":[0.001,0.25]}]}"#;
        assert_eq!(times(told), Ok(vec![1.0, 250.0]));
        assert!(times("{}").is_err() && times("").is_err());
        assert_eq!(quoted("it's $x"), "'it'\\''s $x'");
    }
}

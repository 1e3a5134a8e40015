//! In-process measurements: the benchmark programs of core and of the C interface, which use criterion.

use crate::figures::{Figures, Lack};
use crate::setup::{Setup, read};
use crate::start_up;
use azmi_native_tests::emulator::Emulator;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Calls of the two counted runs. Their difference excludes the start of the program.
const CALLS: [u32; 2] = [1_000, 11_000];

/// The scenes of core's benchmark: name, rounds, and each figure with its unit and its name in the output.
type Scene = (&'static str, u32, &'static [(&'static str, &'static str, &'static str)]);
const SCENES: [Scene; 4] = [
    ("first-token", 300, &[("first token: ours", "us", "ours"), ("first token: bare client", "us", "bare")]),
    (
        "hundred",
        20,
        &[
            ("hundred callers: one caller", "us", "one"),
            ("hundred callers: a hundred at once", "us", "hundred"),
            ("hundred callers: requests of the hundred", "requests", "requests"),
        ],
    ),
    ("vm", 1000, &[("VM by name: ours", "us", "ours"), ("VM by name: bare client", "us", "bare")]),
    (
        "fleet",
        20,
        &[
            ("10,000 VMs: ours", "us", "ours"),
            ("10,000 VMs: bare client", "us", "bare"),
            ("10,000 VMs: growth after the first page", "KiB", "growthKiB"),
        ],
    ),
];

pub fn measure(setup: &Setup, emulator: &Emulator, figures: &mut Figures) -> Result<(), String> {
    let program = |name: &str| setup.benches.get(name).ok_or_else(|| format!("there's no benchmark {name}"));
    for (package, name) in [("core", "core"), ("ffi", "C interface")] {
        let program = program(&format!("{package} cached_token"))?;
        let time = criterion(setup, program, &format!("cached token, {name}"));
        figures.take(&format!("cached token: {name}"), "ns", time);
        let count = counted(program, &setup.folder).map(|count| vec![count]);
        figures.take(&format!("cached token, counted: {name}"), "instructions", count);
    }
    let requests = program("core requests")?;
    for (scene, rounds, parts) in SCENES {
        let mut command = Command::new(requests);
        command.args([scene, &setup.runs(rounds).to_string()]).envs(emulator.environment());
        let told = read(&mut command).and_then(|output| {
            let line = output.lines().last().unwrap_or_default();
            serde_json::from_str::<Value>(line).map_err(|error| format!("{scene}: {error}"))
        });
        for (id, unit, part) in parts {
            let samples = told.clone().and_then(|told| numbers(&told[*part]).ok_or_else(|| format!("no {part}")));
            figures.take(id, unit, samples);
        }
    }
    Ok(())
}

fn numbers(list: &Value) -> Option<Vec<f64>> {
    Some(list.as_array()?.iter().filter_map(Value::as_f64).collect())
}

/// Returns nanoseconds per call, for each of criterion's samples.
fn criterion(setup: &Setup, program: &Path, name: &str) -> Result<Vec<f64>, String> {
    let home = setup.folder.join("criterion");
    let mut command = Command::new(program);
    command.args(["--bench", "--noplot"]).env("CRITERION_HOME", &home);
    if setup.quick {
        command.args(["--warm-up-time", "0.1", "--measurement-time", "0.5"]);
    }
    read(&mut command)?;
    let file = home.join(name).join("new/sample.json");
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let sample: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let list = |what: &str| numbers(&sample[what]).unwrap_or_default().into_iter();
    Ok(list("times").zip(list("iters")).map(|(time, calls)| time / calls).collect())
}

/// Returns the instructions of one call: the difference between many calls and few, divided.
fn counted(program: &Path, folder: &Path) -> Result<f64, Lack> {
    let count = |calls: u32| -> Result<f64, Lack> {
        let mut command = start_up::callgrind(folder)?;
        command.arg(program).env("AZMI_BENCH_CALLS", calls.to_string());
        Ok(start_up::collected(&mut command)?)
    };
    let [few, many] = CALLS;
    Ok((count(many)? - count(few)?) / f64::from(many - few))
}

//! Inside one process: the benchmark programs of core and of the C interface.

use super::figures::{Figures, Lack};
use super::prepare::Prepared;
use super::start_up;
use crate::emulator::Emulator;
use crate::run::{Show, run};
use crate::surroundings::Surroundings;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Calls of the two counted runs; their difference leaves the start out.
const CALLS: [u32; 2] = [1_000, 11_000];

/// Measures everything.
///
/// # Errors
/// A benchmark program is not there.
pub fn measure(
    around: &Surroundings,
    prepared: &Prepared,
    emulator: &Emulator,
    quick: bool,
    figures: &mut Figures,
) -> Result<(), String> {
    for (package, name) in [("azmi-core", "core"), ("azmi-ffi", "C interface")] {
        let program = program(prepared, &format!("{package} cached_token"))?;
        let time = criterion(
            program,
            &prepared.folder,
            &format!("cached token, {name}"),
            quick,
        );
        figures.take(&format!("cached token: {name}"), "ns", time);
        let count = counted(around, program, &prepared.folder).map(|count| vec![count]);
        figures.take(
            &format!("cached token, counted: {name}"),
            "instructions",
            count,
        );
    }
    let requests = program(prepared, "azmi-core requests")?;
    let rounds = |full: u32| if quick { 2 } else { full };
    let scene = |name: &str, rounds: u32| {
        let mut command = Command::new(requests);
        command
            .args([name, &rounds.to_string()])
            .envs(emulator.environment());
        let output = run(&mut command, Show::OnFailure).into_output()?;
        let line = output.lines().last().unwrap_or_default();
        serde_json::from_str::<Value>(line).map_err(|error| format!("{name}: {error}"))
    };
    let told = scene("first-token", rounds(300));
    figures.take("first token: ours", "us", samples(&told, "ours"));
    figures.take("first token: bare client", "us", samples(&told, "bare"));
    let told = scene("hundred", rounds(20));
    figures.take("hundred callers: one caller", "us", samples(&told, "one"));
    figures.take(
        "hundred callers: a hundred at once",
        "us",
        samples(&told, "hundred"),
    );
    figures.take(
        "hundred callers: requests of the hundred",
        "requests",
        samples(&told, "requests"),
    );
    let told = scene("vm", rounds(1000));
    figures.take("VM by name: ours", "us", samples(&told, "ours"));
    figures.take("VM by name: bare client", "us", samples(&told, "bare"));
    let told = scene("fleet", rounds(20));
    figures.take("10,000 VMs: ours", "us", samples(&told, "ours"));
    figures.take("10,000 VMs: bare client", "us", samples(&told, "bare"));
    figures.take(
        "10,000 VMs: growth after the first page",
        "KiB",
        samples(&told, "growthKiB"),
    );
    Ok(())
}

fn program<'a>(prepared: &'a Prepared, name: &str) -> Result<&'a Path, String> {
    let found = prepared.benches.get(name);
    found
        .map(std::path::PathBuf::as_path)
        .ok_or_else(|| format!("no benchmark {name}"))
}

fn samples(told: &Result<Value, String>, name: &str) -> Result<Vec<f64>, String> {
    let list = told.as_ref().map_err(Clone::clone)?[name].as_array();
    let list = list.ok_or_else(|| format!("no {name}"))?;
    Ok(list.iter().filter_map(Value::as_f64).collect())
}

/// Nanoseconds a call, one for each of criterion's samples.
fn criterion(program: &Path, folder: &Path, name: &str, quick: bool) -> Result<Vec<f64>, String> {
    let home = folder.join("criterion");
    let mut command = Command::new(program);
    command
        .args(["--bench", "--noplot"])
        .args(
            quick
                .then_some(["--warm-up-time", "0.1", "--measurement-time", "0.5"])
                .into_iter()
                .flatten(),
        )
        .env("CRITERION_HOME", &home);
    run(&mut command, Show::OnFailure).into_output()?;
    let file = home.join(name).join("new").join("sample.json");
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let sample: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let list = |what: &str| {
        let list = sample[what].as_array().cloned().unwrap_or_default();
        list.into_iter().filter_map(|number| number.as_f64())
    };
    Ok(list("times")
        .zip(list("iters"))
        .map(|(time, calls)| time / calls)
        .collect())
}

/// Instructions of one call: those of many less those of few, divided.
///
/// # Errors
/// There is no valgrind, or it can't count.
pub fn counted(around: &Surroundings, program: &Path, folder: &Path) -> Result<f64, Lack> {
    let count = |calls: u32| -> Result<f64, Lack> {
        let mut command = start_up::callgrind(around, folder).map_err(Lack::Absent)?;
        command
            .arg(program)
            .env("AZMI_BENCH_CALLS", calls.to_string());
        Ok(start_up::collected(&mut command)?)
    };
    let [few, many] = CALLS;
    Ok((count(many)? - count(few)?) / f64::from(many - few))
}

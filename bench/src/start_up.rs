//! Measures the work of one `azmi token`: instructions, system calls, threads.

use crate::figures::{Figures, Lack};
use crate::peers::RESOURCE;
use crate::setup::{Setup, on_path, read};
use azmi_native_tests::emulator::Emulator;
use std::fs;
use std::path::Path;
use std::process::Command;

pub fn measure(setup: &Setup, emulator: &Emulator, figures: &mut Figures) {
    let counted = instructions(&setup.azmi, emulator, &setup.folder).map(|count| vec![count]);
    figures.take("start-up: instructions", "instructions", counted);
    let traced = traced(setup, emulator);
    let of = |part: fn((f64, f64)) -> f64| traced.clone().map(|both| vec![part(both)]);
    figures.take("start-up: system calls", "calls", of(|(calls, _)| calls));
    figures.take("start-up: threads made", "threads", of(|(_, threads)| threads));
}

/// Counts the instructions of a whole `azmi token`, including the dynamic linker's.
pub fn instructions(azmi: &Path, emulator: &Emulator, folder: &Path) -> Result<f64, Lack> {
    let mut command = callgrind(folder)?;
    // Only the emulator's variables: others add work for the linker and the program, and differ between machines.
    command.arg(azmi).args(["token", "--resource", RESOURCE]).env_clear().envs(emulator.environment());
    Ok(collected(&mut command)?)
}

/// Returns a command for Valgrind's callgrind, to which a program is added.
pub fn callgrind(folder: &Path) -> Result<Command, Lack> {
    let mut command = Command::new(on_path("valgrind")?);
    let out = folder.join("callgrind.out");
    command.arg("--tool=callgrind").arg(format!("--callgrind-out-file={}", out.display()));
    Ok(command)
}

/// Runs the command, and returns the number of instructions.
pub fn collected(command: &mut Command) -> Result<f64, String> {
    // If the program starts another one, there are two counts; its own comes last.
    let output = read(command)?;
    let mut counts = output.lines().filter_map(|line| line.split_once("Collected : "));
    let last = counts.next_back().and_then(|(_, count)| count.trim().parse().ok());
    last.ok_or_else(|| "callgrind reported no count".to_owned())
}

fn traced(setup: &Setup, emulator: &Emulator) -> Result<(f64, f64), Lack> {
    let file = setup.folder.join("strace.out");
    let mut command = Command::new(on_path("strace")?);
    command.args(["-f", "-o"]).arg(&file).arg(&setup.azmi).args(["token", "--resource", RESOURCE]);
    read(command.envs(emulator.environment()))?;
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(counted(&text))
}

/// Counts the system calls, and those that create a thread, in a trace with one line per call.
#[expect(clippy::cast_precision_loss, reason = "there are only hundreds")]
fn counted(trace: &str) -> (f64, f64) {
    // A call that another thread interrupts has a second line; signals and exits don't have a name and a parenthesis.
    let calls = trace.lines().filter_map(|line| {
        let (_, call) = line.split_once(' ')?;
        let (name, _) = call.trim_start().split_once('(')?;
        name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_').then_some(name)
    });
    let names: Vec<_> = calls.collect();
    let threads = names.iter().filter(|name| name.starts_with("clone")).count();
    (names.len() as f64, threads as f64)
}

#[cfg(test)]
mod tests;

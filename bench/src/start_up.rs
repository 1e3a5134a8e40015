//! The work of one `azmi token`: instructions, system calls, threads.

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

/// The instructions of a whole `azmi token`, the dynamic linker's included.
pub fn instructions(azmi: &Path, emulator: &Emulator, folder: &Path) -> Result<f64, Lack> {
    let mut command = callgrind(folder)?;
    // The emulator's variables alone: each further one is work of the linker's and of ours, and every machine has others.
    command.arg(azmi).args(["token", "--resource", RESOURCE]).env_clear().envs(emulator.environment());
    Ok(collected(&mut command)?)
}

/// valgrind's callgrind, ready for a program.
pub fn callgrind(folder: &Path) -> Result<Command, Lack> {
    let mut command = Command::new(on_path("valgrind")?);
    let out = folder.join("callgrind.out");
    command.arg("--tool=callgrind").arg(format!("--callgrind-out-file={}", out.display()));
    Ok(command)
}

/// Runs it, and reads how many instructions it counted.
pub fn collected(command: &mut Command) -> Result<f64, String> {
    // A program that starts another one is told of twice; its own count comes last.
    let output = read(command)?;
    let mut counts = output.lines().filter_map(|line| line.split_once("Collected : "));
    let last = counts.next_back().and_then(|(_, count)| count.trim().parse().ok());
    last.ok_or_else(|| "callgrind told no count".to_owned())
}

fn traced(setup: &Setup, emulator: &Emulator) -> Result<(f64, f64), Lack> {
    let file = setup.folder.join("strace.out");
    let mut command = Command::new(on_path("strace")?);
    command.args(["-f", "-o"]).arg(&file).arg(&setup.azmi).args(["token", "--resource", RESOURCE]);
    read(command.envs(emulator.environment()))?;
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(counted(&text))
}

/// System calls, and those that make a thread, in a trace with one line for each.
#[expect(clippy::cast_precision_loss, reason = "there are hundreds")]
fn counted(trace: &str) -> (f64, f64) {
    // A call that another thread interrupts has a second line; signals and exits have no parenthesis after a name.
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

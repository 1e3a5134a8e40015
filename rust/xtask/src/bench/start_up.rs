//! The work of one `azmi token`: instructions, system calls, threads.

use super::figures::{Figures, Lack};
use super::peers::RESOURCE;
use super::prepare::Prepared;
use crate::emulator::Emulator;
use crate::run::{Show, run};
use crate::surroundings::Surroundings;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Measures all three.
pub fn measure(
    around: &Surroundings,
    prepared: &Prepared,
    emulator: &Emulator,
    figures: &mut Figures,
) {
    let instructions = instructions(around, &prepared.azmi, emulator, &prepared.folder);
    figures.take(
        "start-up: instructions",
        "instructions",
        instructions.map(|count| vec![count]),
    );
    match traced(around, prepared, emulator) {
        Ok((calls, threads)) => {
            figures.add("start-up: system calls", "calls", vec![calls]);
            figures.add("start-up: threads made", "threads", vec![threads]);
        }
        Err(why) => {
            figures.miss("start-up: system calls", why.clone());
            figures.miss("start-up: threads made", why);
        }
    }
}

/// The instructions of a whole `azmi token`, the dynamic linker's included.
///
/// # Errors
/// There is no valgrind, or it can't count.
pub fn instructions(
    around: &Surroundings,
    azmi: &Path,
    emulator: &Emulator,
    folder: &Path,
) -> Result<f64, Lack> {
    let mut command = callgrind(around, folder).map_err(Lack::Absent)?;
    // The emulator's variables alone: each further one is work of the linker's and of ours, and every machine has others.
    command
        .arg(azmi)
        .args(["token", "--resource", RESOURCE])
        .env_clear()
        .envs(emulator.environment());
    Ok(collected(&mut command)?)
}

/// valgrind's callgrind, ready for a program.
///
/// # Errors
/// There is none.
pub fn callgrind(around: &Surroundings, folder: &Path) -> Result<Command, String> {
    let valgrind = around
        .on_path("valgrind")
        .ok_or("no valgrind on PATH: install valgrind")?;
    let mut command = Command::new(valgrind);
    command.arg("--tool=callgrind").arg(format!(
        "--callgrind-out-file={}",
        folder.join("callgrind.out").display()
    ));
    Ok(command)
}

/// Runs it, and reads how many instructions it counted.
///
/// # Errors
/// It counted none.
pub fn collected(command: &mut Command) -> Result<f64, String> {
    let output = run(command, Show::Never).into_output()?;
    // A program that starts another one is told of twice; its own count comes last.
    output
        .lines()
        .filter_map(|line| line.split_once("Collected : "))
        .next_back()
        .and_then(|(_, count)| count.trim().parse().ok())
        .ok_or_else(|| "callgrind told no count".to_owned())
}

fn traced(
    around: &Surroundings,
    prepared: &Prepared,
    emulator: &Emulator,
) -> Result<(f64, f64), Lack> {
    let strace = around
        .on_path("strace")
        .ok_or_else(|| Lack::Absent("no strace on PATH: install strace".to_owned()))?;
    let file = prepared.folder.join("strace.out");
    let mut command = Command::new(strace);
    command
        .args(["-f", "-o"])
        .arg(&file)
        .arg(&prepared.azmi)
        .args(["token", "--resource", RESOURCE])
        .envs(emulator.environment());
    run(&mut command, Show::Never).into_output()?;
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
        name.chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_')
            .then_some(name)
    });
    let names: Vec<_> = calls.collect();
    let threads = names
        .iter()
        .filter(|name| name.starts_with("clone"))
        .count();
    (names.len() as f64, threads as f64)
}

#[cfg(test)]
mod tests;

//! Whole processes: started, a token printed, ended.

use super::figures::Figures;
use super::inside;
use super::peers::{self, Peer};
use super::prepare::Prepared;
use crate::emulator::Emulator;
use crate::run::{Show, run};
use crate::surroundings::Surroundings;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Runs of each client: enough for a steady median.
const RUNS: usize = 30;

/// Measures every client, by turns, so that a passing load meets all of them.
pub fn measure(
    around: &Surroundings,
    prepared: &Prepared,
    emulator: &Emulator,
    quick: bool,
    figures: &mut Figures,
) {
    let runs = if quick { 2 } else { RUNS };
    let fixed = prepared.emulator(Some("169.254.169.254:80"));
    let mut ready = Vec::new();
    for Peer {
        name,
        start,
        fixed_address,
    } in peers::all(around, prepared, emulator)
    {
        let id = format!("process: {name}");
        let start = start.and_then(|start| match (&fixed, fixed_address) {
            (_, true) if !inside::is_inside() => Err(
                "it knows 169.254.169.254 only, and no network namespace can be made".to_owned(),
            ),
            (Err(why), true) => Err(why.clone()),
            _ => Ok(start),
        });
        // The first run warms the disk, and shows whether it gets a token at all.
        match start.and_then(|start| prints_token(&mut start()).map(|()| start)) {
            Ok(start) => ready.push((id, start, Vec::new())),
            Err(why) => figures.miss(&id, &why),
        }
    }
    for _ in 0..runs {
        for (_, start, samples) in &mut ready {
            samples.extend(elapsed(&mut start()));
        }
    }
    for (id, _, samples) in ready {
        figures.add(&id, "ms", samples);
    }
}

/// Whether a command prints a token: some clients end well without one.
fn prints_token(command: &mut Command) -> Result<(), String> {
    let ended = run(command, Show::Never);
    let output = ended.into_output()?;
    if output.contains("eyJ") {
        return Ok(());
    }
    let told = output.lines().last().unwrap_or_default();
    Err(format!("it printed no token: {told}"))
}

/// Milliseconds that a command takes to its end.
///
/// # Errors
/// It failed.
pub fn elapsed(command: &mut Command) -> Result<f64, String> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let begin = Instant::now();
    let ended = command.status().map_err(|error| error.to_string())?;
    let took = begin.elapsed().as_secs_f64() * 1e3;
    if ended.success() {
        Ok(took)
    } else {
        Err(format!(
            "{} ended with {ended}",
            command.get_program().display()
        ))
    }
}

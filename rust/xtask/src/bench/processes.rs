//! Whole processes: started, a token printed, ended.

use super::figures::{Figures, Lack};
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

/// Measures every client.
pub fn measure(
    around: &Surroundings,
    prepared: &Prepared,
    emulator: &Emulator,
    quick: bool,
    figures: &mut Figures,
) {
    let runs = if quick { 2 } else { RUNS };
    let fixed = prepared.emulator(Some("169.254.169.254:80"));
    let mut turns = Turns::default();
    for Peer {
        name,
        start,
        fixed_address,
    } in peers::all(around, prepared, emulator)
    {
        let id = format!("process: {name}");
        let start = start.and_then(|start| match (&fixed, fixed_address) {
            (_, true) if !inside::is_inside() => Err(Lack::Absent(
                "it knows 169.254.169.254 only, and no network namespace can be made".to_owned(),
            )),
            (Err(why), true) => Err(why.clone().into()),
            _ => Ok(start),
        });
        // The first run warms the disk, and shows whether it gets a token at all.
        match start.and_then(|start| Ok(prints_token(&mut start()).map(|()| start)?)) {
            Ok(start) => turns.add(id, start),
            Err(why) => figures.miss(&id, why),
        }
    }
    turns.measure(runs, figures);
}

/// Makes a command that is timed.
pub type Start<'a> = Box<dyn Fn() -> Command + 'a>;

/// Commands that are timed by turns, so that a passing load meets all of them.
#[derive(Default)]
pub struct Turns<'a>(Vec<Turn<'a>>);

/// One of them, with its times so far, or how it failed: what fails now and then is not measured by the runs that did not.
struct Turn<'a> {
    id: String,
    start: Start<'a>,
    samples: Result<Vec<f64>, String>,
}

impl<'a> Turns<'a> {
    /// Adds one.
    pub fn add(&mut self, id: String, start: Start<'a>) {
        self.0.push(Turn {
            id,
            start,
            samples: Ok(Vec::new()),
        });
    }

    /// Times each so many times, in milliseconds.
    pub fn measure(mut self, runs: usize, figures: &mut Figures) {
        for _ in 0..runs {
            self.0.iter_mut().for_each(Turn::run);
        }
        for Turn { id, samples, .. } in self.0 {
            figures.take(&id, "ms", samples);
        }
    }
}

impl Turn<'_> {
    fn run(&mut self) {
        let Ok(samples) = &mut self.samples else {
            return;
        };
        match elapsed(&mut (self.start)()) {
            Ok(time) => samples.push(time),
            Err(why) => self.samples = Err(format!("after {} runs {why}", samples.len())),
        }
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
fn elapsed(command: &mut Command) -> Result<f64, String> {
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

#[cfg(all(test, unix))]
mod tests;

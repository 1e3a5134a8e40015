//! Measures this project and Azure's own clients in one run against one emulator, and writes the figures and goals.
//!
//! `cargo xtask bench` builds and installs the measured programs and passes their paths in variables. This program
//! builds the rest ([`setup`]), then runs itself again in a network namespace ([`inside`]), where 169.254.169.254 is an
//! emulator and no other host is reachable. There it measures in-process with criterion, and whole processes with
//! hyperfine.
#![forbid(unsafe_code)]

mod figures;
mod goals;
mod guard;
mod inside;
mod library;
mod nothing;
mod peers;
mod processes;
mod report;
mod setup;
mod shells;
mod start_up;

use figures::{Figures, Lack};
use setup::Setup;
use std::env;
use std::fs;
use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let has = |flag: &str| env::args().any(|arg| arg == flag);
    let quick = has("--quick");
    let done = match () {
        () if has("--guard") => guard::check(),
        () if inside::is_inside() => measure_inside(quick),
        () => measure(quick),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("bench: {why}");
            ExitCode::FAILURE
        }
    }
}

/// Measures and reports. A missing tool isn't a failure; a failed measurement is.
fn measure(quick: bool) -> Result<(), String> {
    let start = Instant::now();
    let setup = Setup::make(quick)?;
    setup.write()?;
    if !inside::run(&setup.folder, quick)? {
        println!("this account can't create a network namespace: figures that need one are not measured");
        measure_inside(quick)?;
    }
    let figures = Figures::read(&setup.folder)?;
    let minutes = start.elapsed().as_secs_f64() / 60.0;
    if quick {
        println!(
            "{} figures in {minutes:.1} minutes; a quick run only checks that measuring works",
            figures.figures.len()
        );
    } else {
        report::print(&figures)?;
        report::write(&figures, &setup)?;
        println!("{} figures in {minutes:.1} minutes", figures.figures.len());
    }
    let failed = |missing: &&figures::Missing| matches!(missing.lack, Lack::Failed(_));
    let wrong: Vec<&str> = figures.missing.iter().filter(failed).map(|missing| missing.id.as_str()).collect();
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(format!("these measurements failed: {}", wrong.join(", "))),
    }
}

fn measure_inside(quick: bool) -> Result<(), String> {
    let setup = Setup::read(quick)?;
    let mut figures = Figures::default();
    let stage = |what: &str| println!("== {what}");
    let size = |file: &std::path::Path| -> Result<Vec<f64>, Lack> {
        let facts = fs::metadata(file).map_err(|error| Lack::Failed(error.to_string()))?;
        #[expect(clippy::cast_precision_loss, reason = "the files are smaller than 2^53 bytes")]
        Ok(vec![facts.len() as f64])
    };
    figures.take("size: azmi", "bytes", size(&setup.azmi));
    figures.take("size: azmi.so", "bytes", size(&setup.library));
    figures.take("size: azmi.dll", "bytes", setup.windows.clone().and_then(|file| size(&file)));
    figures.take("size: module zip", "bytes", setup.zip.clone().and_then(|file| size(&file)));
    let emulator = setup.emulator(None)?;
    stage("start-up work");
    start_up::measure(&setup, &emulator, &mut figures);
    stage("whole processes");
    processes::measure(&setup, &emulator, &mut figures);
    stage("nothing there");
    nothing::measure(&setup, &mut figures);
    stage("inside one process");
    library::measure(&setup, &emulator, &mut figures)?;
    stage("PowerShell");
    shells::measure(&setup, &emulator, &mut figures);
    figures.write(&setup.folder)
}

//! `bench`: ours and the peers, measured in one run against one emulator, and written down with every goal, met or not.
//!
//! What has to be built and installed is made first ([`prepare`]); then this program runs itself again in a network namespace
//! ([`inside`]), where 169.254.169.254 is an emulator and nothing else can be reached, and measures there.

pub mod chart;
pub mod figures;
pub mod goals;
pub mod guard;
pub mod inside;
pub mod library;
pub mod machine;
pub mod nothing;
pub mod peers;
pub mod prepare;
pub mod processes;
pub mod report;
mod scripts;
pub mod shells;
pub mod sizes;
pub mod start_up;

use crate::args::BenchOptions;
use crate::rows::workshop::Workshop;
use crate::surroundings::Surroundings;
use crate::tools::Tools;
use figures::Figures;
use prepare::Prepared;
use std::fs;
use std::path::PathBuf;

/// Prepares, measures and reports.
///
/// # Errors
/// What must be there to measure anything is not: the build failed, or the emulator does not run.
pub fn run(around: &Surroundings, options: &BenchOptions) -> Result<bool, String> {
    let folder = folder(around)?;
    if options.inside {
        let prepared = Prepared::read(&folder)?;
        let figures = measure(around, &prepared, options.quick)?;
        figures.write(&folder)?;
        return Ok(true);
    }
    let shop = Workshop::new(Tools::new(around, options.offline));
    if options.quick {
        return Ok(!quick(&shop)?.iter().any(figures::Missing::failed));
    }
    let (figures, prepared) = prepare_and_measure(&shop, false)?;
    report::print(&figures);
    report::write(around, &figures, &prepared)?;
    Ok(true)
}

/// Measures everything once, and gives what can't be measured here. The figures mean nothing and are not written down: the benchmark
/// programs are the tests' build, which is there already, instead of one as it ships.
///
/// # Errors
/// As [`run`].
pub fn quick(shop: &Workshop<'_>) -> Result<Vec<figures::Missing>, String> {
    let (figures, _) = prepare_and_measure(shop, true)?;
    println!("a quick run proves that everything can be measured; its figures mean nothing");
    Ok(figures.missing)
}

fn prepare_and_measure(shop: &Workshop<'_>, quick: bool) -> Result<(Figures, Prepared), String> {
    let folder = folder(shop.around())?;
    let prepared = prepare::prepare(shop, &folder, quick)?;
    prepared.write(&folder)?;
    let figures = inside::measure(&folder, quick, || measure(shop.around(), &prepared, quick))?;
    Ok((figures, prepared))
}

/// The folder of the bench's own files.
fn folder(around: &Surroundings) -> Result<PathBuf, String> {
    let folder = around.target().join("bench");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder)
}

fn measure(around: &Surroundings, prepared: &Prepared, quick: bool) -> Result<Figures, String> {
    let mut figures = Figures::default();
    let stage = |what: &str| println!("== {what}");
    sizes::measure(prepared, &mut figures);
    let emulator = prepared.emulator(None)?;
    stage("start-up work");
    start_up::measure(around, prepared, &emulator, &mut figures);
    stage("whole processes");
    processes::measure(around, prepared, &emulator, quick, &mut figures);
    stage("nothing there");
    nothing::measure(around, prepared, quick, &mut figures);
    stage("inside one process");
    library::measure(around, prepared, &emulator, quick, &mut figures)?;
    stage("PowerShell");
    shells::measure(around, prepared, &emulator, quick, &mut figures);
    Ok(figures)
}

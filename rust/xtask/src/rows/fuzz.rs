//! The fuzz targets of `rust/fuzz`, each for a bounded time. A stable compiler instruments them as it would with cargo-fuzz; the
//! switches it asks for are unstable, hence the variable that allows them.

use super::workshop::Workshop;
use crate::run::{Show, run, unhurried};
use crate::table::{Counts, Row};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Seconds that each target runs.
const SECONDS: u32 = 10;
/// Seconds that each target runs with `--deep`.
const DEEP_SECONDS: u32 = 120;

const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table -Zsanitizer=address -Ccodegen-units=1";

/// Builds and runs them.
#[must_use]
pub fn rows(shop: &Workshop<'_>) -> Vec<Row> {
    let start = Instant::now();
    if !cfg!(all(target_os = "linux", target_env = "gnu")) {
        return vec![Row::skipped(
            "fuzz",
            "the sanitizers are set up for Linux only",
        )];
    }
    let crate_folder = shop.around().path("rust/fuzz");
    let programs = match build(shop, &crate_folder) {
        Ok(programs) => programs,
        Err(why) => return vec![Row::failed("fuzz", start.elapsed(), why)],
    };
    let seconds = if shop.deep() { DEEP_SECONDS } else { SECONDS };
    let (mut counts, mut notes) = (Counts::default(), Vec::new());
    for (name, program) in programs {
        match fuzz(shop, &crate_folder, &name, &program, seconds) {
            Ok(()) => counts.passed += 1,
            Err(why) => {
                counts.failed += 1;
                notes.push(why);
            }
        }
    }
    vec![Row::counted("fuzz", counts, start.elapsed()).with_note(notes.join("; "))]
}

fn build(shop: &Workshop<'_>, folder: &Path) -> Result<Vec<(String, PathBuf)>, String> {
    const TRIPLE: &str = "x86_64-unknown-linux-gnu";
    let target = shop.around().target().join("fuzz");
    let mut cargo = unhurried(shop.around().cargo());
    cargo
        .args(["build", "--release", "--locked", "--target", TRIPLE])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", &target)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", FLAGS);
    run(&mut cargo, Show::OnFailure).into_output()?;
    let built = target.join(TRIPLE).join("release");
    let mut programs: Vec<_> = targets(folder)?
        .into_iter()
        .map(|name| {
            let program = built.join(&name);
            (name, program)
        })
        .collect();
    programs.sort();
    Ok(programs)
}

/// The names of the targets: one for each file.
fn targets(folder: &Path) -> Result<Vec<String>, String> {
    let files = std::fs::read_dir(folder.join("targets"))
        .map_err(|error| format!("rust/fuzz/targets can't be read: {error}"))?;
    let names = files.flatten().filter_map(|file| {
        file.path()
            .file_stem()
            .map(|name| name.to_string_lossy().into_owned())
    });
    Ok(names.collect())
}

fn fuzz(
    shop: &Workshop<'_>,
    folder: &Path,
    name: &str,
    program: &Path,
    seconds: u32,
) -> Result<(), String> {
    let found = shop.scratch("fuzz").join(name);
    std::fs::create_dir_all(&found).map_err(|error| format!("{name}: {error}"))?;
    let mut command = unhurried(program);
    command
        .arg(format!("-max_total_time={seconds}"))
        .args(["-rss_limit_mb=2048", "-timeout=10", "-print_final_stats=1"])
        .arg(format!("-artifact_prefix={}/", found.display()))
        .arg(&found)
        .arg(folder.join("corpus").join(name));
    let ended = run(&mut command, Show::OnFailure);
    if ended.ok {
        Ok(())
    } else {
        Err(format!(
            "{name}: {}; the input is kept in {}",
            ended.reason,
            found.display()
        ))
    }
}

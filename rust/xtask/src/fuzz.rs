//! Runs the fuzz targets of `rust/fuzz` with a fixed number of inputs from a fixed seed, so that only a change can make
//! a run fail; with `--deep`, with new inputs for a limited time. The stable compiler instruments them in the same way
//! as cargo-fuzz does. The flags are unstable, so a variable has to allow them.

use crate::context::Context;
use crate::run;
use std::fs;

/// The limits of each target, and those with `--deep`.
const BOUNDS: [&[&str]; 2] = [&["-seed=1", "-runs=100000"], &["-max_total_time=120"]];
const TRIPLE: &str = "x86_64-unknown-linux-gnu";
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table -Zsanitizer=address -Ccodegen-units=1";

pub fn run(context: &Context) -> Result<String, String> {
    let folder = context.path("rust/fuzz");
    let target = context.target.join("fuzz");
    let mut cargo = context.cargo(["build", "--release", "--locked", "--target", TRIPLE]);
    cargo.current_dir(&folder).env("CARGO_TARGET_DIR", &target);
    run::run(cargo.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", FLAGS))?;
    let bounds = BOUNDS[usize::from(context.deep)];
    let targets = fs::read_dir(folder.join("targets")).map_err(|error| error.to_string())?;
    let names = targets.flatten().map(|file| file.path().file_stem().unwrap_or_default().to_owned());
    let (mut tried, mut found) = (0, Vec::new());
    for name in names {
        let shown = name.display().to_string();
        let kept = context.scratch(&format!("fuzz/{shown}"))?;
        let mut command = context.command(target.join(TRIPLE).join("release").join(&name));
        command
            .args(bounds)
            .args(["-rss_limit_mb=2048", "-timeout=10", "-verbosity=0", "-print_final_stats=1"])
            .arg(format!("-artifact_prefix={}/", kept.display()))
            .arg(&kept)
            .arg(folder.join("corpus").join(&name));
        tried += 1;
        if let Err(why) = run::run(&mut command) {
            found.push(format!("{why}; the input is in {}", kept.display()));
        }
    }
    match found.is_empty() {
        true => Ok(format!("{tried} targets, each {}", bounds.join(" "))),
        false => Err(found.join("; ")),
    }
}

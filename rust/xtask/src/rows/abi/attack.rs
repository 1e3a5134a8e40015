//! The C programs that call the library in every wrong way, and their count of what they tried.

use crate::emulator::Emulator;
use crate::package::exports;
use crate::rows::workshop::Workshop;
use crate::run::{Ended, Show, run, run_within};
use crate::table::Row;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Each is slow under Valgrind, and none may hang.
const LIMIT: Duration = Duration::from_secs(300);

/// A program of `tests/abi`.
#[derive(Clone, Copy)]
pub(super) struct Program {
    pub(super) name: &'static str,
    /// Whether it forks: what the parent's threads held is nobody's in the child, which is no leak.
    pub(super) forks: bool,
}

/// All that must find nothing.
pub(super) const PROGRAMS: [Program; 4] = [
    Program::new("hard_arguments"),
    Program::new("hard_structs"),
    Program::new("hard_threads"),
    Program {
        name: "hard_fork",
        forks: true,
    },
];

/// The one in which an examination of memory must find something.
pub(super) const CONTROL: Program = Program::new("hard_control");

impl Program {
    const fn new(name: &'static str) -> Self {
        Self { name, forks: false }
    }
}

/// How the programs are built and started.
pub(super) struct Ground<'a> {
    pub(super) shop: &'a Workshop<'a>,
    compiler: PathBuf,
    emulator: Emulator,
    library: PathBuf,
    folder: PathBuf,
    flags: Vec<String>,
}

impl<'a> Ground<'a> {
    /// With this build of the library, and these options of the compiler.
    pub(super) fn new(
        shop: &'a Workshop<'a>,
        compiler: PathBuf,
        library: &Path,
        name: &str,
        flags: &[&str],
    ) -> Result<Self, String> {
        let folder = shop.scratch("abi").join(name);
        std::fs::create_dir_all(&folder)
            .map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Self {
            emulator: Emulator::start(shop.azmi()?, &folder)?,
            library: library.to_owned(),
            flags: flags.iter().map(|flag| (*flag).to_owned()).collect(),
            shop,
            compiler,
            folder,
        })
    }

    /// Compiles a program and runs it behind a launcher, in the emulator's world and in nothing else.
    pub(super) fn run(
        &self,
        program: Program,
        launcher: &[OsString],
        show: Show,
    ) -> Result<Ended, String> {
        let built = self.folder.join(program.name);
        let around = self.shop.around();
        let libraries = self.library.parent().unwrap_or(&self.library);
        let mut compile = Command::new(&self.compiler);
        compile
            .args([
                "-std=gnu11",
                "-g",
                "-Wall",
                "-Wextra",
                "-Wpedantic",
                "-Werror",
            ])
            .args(&self.flags)
            .arg("-I")
            .arg(around.path("include"))
            .arg(around.path(&format!("tests/abi/{}.c", program.name)))
            .arg("-o")
            .arg(&built)
            .arg("-L")
            .arg(libraries)
            .args(["-lazmi", "-pthread"])
            .arg(format!("-Wl,-rpath,{}", libraries.display()));
        run(&mut compile, Show::OnFailure).into_output()?;
        let mut words = launcher.iter().cloned().chain([built.into_os_string()]);
        let mut command = Command::new(words.next().unwrap_or_default());
        command
            .args(words)
            .env_clear()
            .envs(self.emulator.environment());
        Ok(run_within(&mut command, show, LIMIT))
    }
}

/// Adds what a program says that it tried.
fn add(tried: &mut BTreeMap<String, u64>, output: &str) {
    for line in output
        .lines()
        .filter_map(|line| line.strip_prefix("tried "))
    {
        if let Some((name, calls)) = line.split_once(' ') {
            *tried.entry(name.to_owned()).or_default() += calls.parse().unwrap_or(0);
        }
    }
}

/// The programs on the library as it ships; every exported function must have been tried.
pub(super) fn row(shop: &Workshop<'_>) -> Row {
    let what = "abi: attacked";
    let compiler = match compiler(shop) {
        Ok(compiler) => compiler,
        Err(why) => return Row::skipped(what, why),
    };
    let start = Instant::now();
    match attack(shop, compiler) {
        Ok(note) => Row::passed(what, start.elapsed(), note),
        Err(why) => Row::failed(what, start.elapsed(), why),
    }
}

fn attack(shop: &Workshop<'_>, compiler: PathBuf) -> Result<String, String> {
    let ground = Ground::new(shop, compiler, shop.library()?, "attack", &[])?;
    let mut tried = BTreeMap::new();
    for program in PROGRAMS {
        let output = ground.run(program, &[], Show::OnFailure)?.into_output()?;
        add(&mut tried, &output);
    }
    let recorded = exports::recorded(shop.around())?;
    let untried: Vec<&str> = recorded
        .iter()
        .map(String::as_str)
        .filter(|name| !tried.contains_key(*name))
        .collect();
    if !untried.is_empty() {
        return Err(format!("never called: {}", untried.join(", ")));
    }
    Ok(format!(
        "{} functions, {} calls",
        recorded.len(),
        tried.values().sum::<u64>()
    ))
}

/// The C compiler, where these programs can run.
pub(super) fn compiler(shop: &Workshop<'_>) -> Result<PathBuf, String> {
    if !cfg!(target_os = "linux") {
        return Err(
            "the programs are for Linux; under Windows the module's own tests call the library"
                .to_owned(),
        );
    }
    shop.around()
        .on_path("cc")
        .ok_or_else(|| "no cc on PATH: install gcc".to_owned())
}

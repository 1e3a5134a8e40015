//! Rust's standard library for a target: installed with rustup, or its source, from which cargo builds it.

use super::offline::OfflineToolchain;
use crate::run::{Show, run};
use crate::surroundings::Surroundings;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the standard library of a target comes from.
#[derive(Clone, Debug)]
pub enum Std {
    /// rustup or a distribution installed it.
    Installed,
    /// It is built with the crates, from this source.
    Source(PathBuf),
}

impl Std {
    /// Finds it.
    ///
    /// # Errors
    /// There is neither, and how to get it.
    pub fn find(around: &Surroundings, target: &str) -> Result<Self, String> {
        let folder = ask_rustc(around, &["--print", "target-libdir", "--target", target]);
        if folder.is_ok_and(|folder| Path::new(&folder).is_dir()) {
            return Ok(Self::Installed);
        }
        Self::find_source(around).map_err(|why| {
            format!(
                "no Rust standard library for {target}: run `rustup target add {target}`; {why}"
            )
        })
    }

    /// As [`Self::find`], its source first: what is built from it is a tenth smaller.
    ///
    /// # Errors
    /// As [`Self::find`].
    pub fn find_to_ship(around: &Surroundings, target: &str) -> Result<Self, String> {
        Self::find_source(around).or_else(|_| Self::find(around, target))
    }

    /// Its source: of rustup's component, else of the offline toolchain.
    ///
    /// # Errors
    /// There is neither.
    pub fn find_source(around: &Surroundings) -> Result<Self, String> {
        let sysroot = ask_rustc(around, &["--print", "sysroot"])?;
        let component = Path::new(&sysroot).join("lib/rustlib/src/rust/library");
        if component.is_dir() {
            return Ok(Self::Source(component));
        }
        let toolchain = OfflineToolchain::find(around)
            .ok_or("no source of it either: run `rustup component add rust-src`")?;
        toolchain.rust_std_source().map(Self::Source)
    }

    /// Lets a command of cargo use it. Building it is a feature of the compiler that the stable release keeps behind a variable;
    /// the crates themselves use no such feature. Build scripts see that variable: a folder of its own for what is built so keeps
    /// other builds from being made anew.
    pub fn prepare(&self, cargo: &mut Command) {
        self.build(cargo, &["-Zbuild-std=std,panic_unwind"]);
    }

    /// The same for what ships: built small as the crates are, and without what reads the names of places for a backtrace, since a
    /// stripped file has none. A program may do without unwinding.
    pub fn prepare_to_ship(&self, cargo: &mut Command) {
        self.build(
            cargo,
            &[
                "-Zbuild-std=std,panic_unwind,panic_abort",
                "-Zbuild-std-features=panic-unwind,optimize_for_size",
            ],
        );
    }

    fn build(&self, cargo: &mut Command, how: &[&str]) {
        if let Self::Source(source) = self {
            cargo
                .args(how)
                .env("RUSTC_BOOTSTRAP", "1")
                .env("__CARGO_TESTS_ONLY_SRC_ROOT", source);
        }
    }

    /// The folder of its source, which must not be named in what ships.
    #[must_use]
    pub fn source(&self) -> Option<&Path> {
        match self {
            Self::Installed => None,
            Self::Source(source) => Some(source),
        }
    }
}

fn ask_rustc(around: &Surroundings, args: &[&str]) -> Result<String, String> {
    let rustc = around
        .var("RUSTC")
        .map_or_else(|| "rustc".into(), OsString::from);
    let mut command = Command::new(rustc);
    command.args(args).current_dir(around.root());
    run(&mut command, Show::Never)
        .into_output()
        .map(|text| text.trim().to_owned())
}

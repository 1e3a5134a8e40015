//! Building for Windows on Linux, and running the result: mingw and Wine.

use super::std_source::Std;
use crate::surroundings::Surroundings;
use std::path::PathBuf;
use std::process::Command;

/// The target that is built with mingw.
pub const TARGET: &str = "x86_64-pc-windows-gnu";

/// What the linker writes instead of the time, so that two builds of one commit give the same bytes.
pub const SOURCE_DATE: &str = "1700000000";

/// A compiler for Windows.
#[derive(Clone, Debug)]
pub struct Mingw {
    /// `x86_64-w64-mingw32-gcc`.
    pub gcc: PathBuf,
    /// Rust's standard library for the target.
    pub std: Std,
}

impl Mingw {
    /// Finds it on `PATH`, and Rust's standard library for its target.
    ///
    /// # Errors
    /// What is missing, and how to get it.
    pub fn find(around: &Surroundings) -> Result<Self, String> {
        if !cfg!(target_os = "linux") {
            return Err(
                "cross-building is for Linux; on Windows the workflow builds with MSVC".to_owned(),
            );
        }
        let gcc = around
            .on_path("x86_64-w64-mingw32-gcc")
            .ok_or("no x86_64-w64-mingw32-gcc on PATH: install gcc-mingw-w64-x86-64")?;
        let std = Std::find(around, TARGET)?;
        Ok(Self { gcc, std })
    }

    /// Lets a cargo command compile C and link with it.
    pub fn link(&self, cargo: &mut Command) {
        cargo.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER", &self.gcc);
        cargo.env("CC_x86_64_pc_windows_gnu", &self.gcc);
        cargo.env("SOURCE_DATE_EPOCH", SOURCE_DATE);
    }
}

/// Runs Windows programs.
#[derive(Clone, Debug)]
pub struct Wine {
    /// `wine64`, or `wine`.
    pub program: PathBuf,
}

impl Wine {
    /// Finds it on `PATH`, or where Debian puts the 64-bit one.
    ///
    /// # Errors
    /// There is none, and how to get it.
    pub fn find(around: &Surroundings) -> Result<Self, String> {
        let debian = || Some(PathBuf::from("/usr/lib/wine/wine64")).filter(|path| path.is_file());
        let program = around
            .on_path("wine64")
            .or_else(debian)
            .or_else(|| around.on_path("wine"));
        program
            .map(|program| Self { program })
            .ok_or_else(|| "no Wine on PATH: install wine64".to_owned())
    }
}

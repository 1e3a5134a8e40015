//! Building for Windows on Linux, and running the result: mingw, Rust's standard library for it, Wine.

use super::Tools;
use super::offline::OfflineToolchain;
use crate::run::{Show, run};
use crate::surroundings::Surroundings;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
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
    /// Where Rust's standard library for the target lies, unless rustup brought it.
    sysroot: Option<PathBuf>,
}

impl Mingw {
    /// Finds mingw, and Rust's standard library for its target: installed by rustup, else built by the offline toolchain.
    ///
    /// # Errors
    /// What is missing, and how to get it.
    pub fn find(tools: &Tools<'_>) -> Result<Self, String> {
        let around = tools.around;
        let mingw = Self::compiler(around)?;
        if has_std(around) {
            return Ok(mingw);
        }
        let toolchain = OfflineToolchain::find(around).ok_or_else(|| {
            format!("no Rust standard library for {TARGET}: run `rustup target add {TARGET}`")
        })?;
        let sysroot = around.target().join("winstd");
        let mut winstd = Command::new("sh");
        winstd
            .arg(toolchain.winstd())
            .arg(&sysroot)
            .current_dir(around.root());
        winstd.env("AZMI_RUST_STD_SRC", toolchain.rust_std_source()?);
        // The script builds into a folder of its own; a target folder of ours would be locked against it.
        winstd
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("RUSTFLAGS");
        let built = run(&mut winstd, Show::OnFailure);
        built.into_output().map_err(|why| {
            format!("Rust's standard library for {TARGET} could not be built: {why}")
        })?;
        Ok(Self {
            sysroot: Some(sysroot),
            ..mingw
        })
    }

    /// Finds the compiler alone, for builds that bring their own standard library.
    ///
    /// # Errors
    /// There is none, and how to get it.
    pub fn compiler(around: &Surroundings) -> Result<Self, String> {
        if !cfg!(target_os = "linux") {
            return Err(
                "cross-building is for Linux; on Windows the workflow builds with MSVC".to_owned(),
            );
        }
        let gcc = around
            .on_path("x86_64-w64-mingw32-gcc")
            .ok_or("no x86_64-w64-mingw32-gcc on PATH: install gcc-mingw-w64-x86-64")?;
        Ok(Self { gcc, sysroot: None })
    }

    /// Lets a cargo command compile C and link with it.
    pub fn link(&self, cargo: &mut Command) {
        cargo.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER", &self.gcc);
        cargo.env("CC_x86_64_pc_windows_gnu", &self.gcc);
        cargo.env("SOURCE_DATE_EPOCH", SOURCE_DATE);
    }

    /// Lets a cargo command build for the target.
    pub fn prepare(&self, cargo: &mut Command) {
        cargo.args(["--target", TARGET]);
        self.link(cargo);
        if let Some(sysroot) = &self.sysroot {
            let mut flags = OsString::from("--sysroot ");
            flags.push(sysroot);
            cargo.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUSTFLAGS", flags);
            // A plain RUSTFLAGS would win over that variable.
            cargo.env_remove("RUSTFLAGS");
        }
    }
}

/// Whether rustup (or a distribution) installed the standard library for the target.
fn has_std(around: &Surroundings) -> bool {
    let rustc = around
        .var("RUSTC")
        .map_or_else(|| "rustc".into(), OsString::from);
    let mut print = Command::new(rustc);
    print
        .args(["--print", "target-libdir", "--target", TARGET])
        .current_dir(around.root());
    run(&mut print, Show::Never)
        .into_output()
        .is_ok_and(|folder| Path::new(folder.trim()).is_dir())
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

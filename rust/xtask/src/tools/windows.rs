//! Mingw and Wine, to build and run Windows programs on Linux.

use super::on_path;
use crate::context::Context;
use crate::run;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

pub const TARGET: &str = "x86_64-pc-windows-gnu";

/// The time that the linker writes, for reproducible builds.
pub const SOURCE_DATE: &str = "1700000000";

#[derive(Clone, Debug)]
pub struct Mingw {
    /// `x86_64-w64-mingw32-gcc`.
    pub gcc: PathBuf,
    /// The source of Rust's standard library, if the target's standard library isn't installed.
    pub std_source: Option<PathBuf>,
}

impl Mingw {
    /// Finds mingw, and Rust's standard library for its target.
    pub fn find(context: &Context) -> Result<Self, String> {
        if !cfg!(target_os = "linux") {
            return Err("only supported on Linux; on Windows, use MSVC".to_owned());
        }
        let gcc = on_path(context, "x86_64-w64-mingw32-gcc")?;
        if has_std(context, TARGET) {
            return Ok(Self { gcc, std_source: None });
        }
        let source = std_source(context).map_err(|why| format!("run `rustup target add {TARGET}`; else {why}"))?;
        Ok(Self { gcc, std_source: Some(source) })
    }

    /// Makes cargo build for Windows with mingw. Building the standard library is an unstable feature, which a variable
    /// allows in the stable compiler. Such builds are for tests only.
    pub fn prepare(&self, cargo: &mut Command) {
        cargo
            .args(["--target", TARGET])
            .env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER", &self.gcc)
            .env("CC_x86_64_pc_windows_gnu", &self.gcc)
            .env("SOURCE_DATE_EPOCH", SOURCE_DATE);
        if let Some(source) = &self.std_source {
            build_std(cargo, source);
        }
    }
}

/// Makes cargo build the standard library from this source.
pub fn build_std(cargo: &mut Command, source: &Path) {
    cargo
        .arg("-Zbuild-std=std,panic_unwind,panic_abort")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("__CARGO_TESTS_ONLY_SRC_ROOT", source);
}

/// Whether the standard library for a target is installed, by rustup or a distribution.
pub fn has_std(context: &Context, target: &str) -> bool {
    let folder = ask_rustc(context, &["--print", "target-libdir", "--target", target]);
    folder.is_ok_and(|folder| Path::new(&folder).is_dir())
}

/// Returns the source of Rust's standard library, from `AZMI_RUST_STD_SRC` or rustup's component.
pub fn std_source(context: &Context) -> Result<PathBuf, String> {
    let named = env::var_os("AZMI_RUST_STD_SRC").map(PathBuf::from);
    let sysroot = ask_rustc(context, &["--print", "sysroot"])?;
    let component = Path::new(&sysroot).join("lib/rustlib/src/rust/library");
    let mut found = named.into_iter().chain([component]);
    found.find(|folder| folder.is_dir()).ok_or_else(|| "run `rustup component add rust-src`".to_owned())
}

fn ask_rustc(context: &Context, args: &[&str]) -> Result<String, String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let said = run::output(context.command(rustc).args(args))?;
    Ok(String::from_utf8_lossy(&said.stdout).trim().to_owned())
}

/// Finds Wine on `PATH`, or where Debian installs the 64-bit version.
pub fn wine(context: &Context) -> Result<PathBuf, String> {
    let debian = Some(PathBuf::from("/usr/lib/wine/wine64")).filter(|path| path.is_file());
    let found = context.on_path("wine64").or(debian).or_else(|| context.on_path("wine"));
    found.ok_or_else(|| "Wine isn't on PATH: install wine64".to_owned())
}

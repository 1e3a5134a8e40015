//! The native files of a system, as they ship: built by the stable toolchain as rustup installs it, with this machine's linker, Zig's for
//! older glibc, or mingw's for a test build. The sources give the same bytes in any folder.

use super::import_library;
use super::rid::Rid;
use crate::context::Context;
use crate::run;
use crate::say;
use crate::tools::windows::{self, Mingw, SOURCE_DATE};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest glibc that what ships runs on: that of Debian 10, RHEL 8 and Ubuntu 18.10.
pub const GLIBC: (u32, u32) = (2, 28);

/// The two files of a system.
#[derive(Clone, Debug)]
pub struct Native {
    /// The C library.
    pub library: PathBuf,
    /// The command line program.
    pub program: PathBuf,
}

/// How a system's files come about.
#[derive(Clone, Debug)]
pub enum Toolchain {
    /// They were built by another machine.
    Prebuilt(PathBuf),
    /// cargo and this machine's own linker.
    Plain,
    /// Zig as the linker: `cargo-zigbuild`, and the compiler it calls.
    Zig(PathBuf, PathBuf),
    /// mingw: a test build for Windows.
    Mingw(Mingw),
}

impl Toolchain {
    /// The way for a system on this machine.
    pub fn find(context: &Context, rid: Rid) -> Result<Self, String> {
        let prebuilt = context.prebuilt.as_ref().map(|folder| folder.join(rid.name()));
        if let Some(folder) = prebuilt.filter(|folder| folder.is_dir()) {
            return Ok(Self::Prebuilt(folder));
        }
        let way = match rid {
            _ if cfg!(windows) && rid.is_windows() => Self::Plain,
            _ if !cfg!(target_os = "linux") => return Err(format!("{rid} is built on Linux")),
            Rid::WinX64 => return Mingw::find(context).map(Self::Mingw),
            _ => match zig(context) {
                Ok((program, compiler)) => Self::Zig(program, compiler),
                // It runs here, but not where glibc is older: the checks say so.
                Err(_) if Rid::host() == Some(rid) => Self::Plain,
                Err(why) => return Err(why),
            },
        };
        let target = way.target(rid);
        match windows::has_std(context, target) {
            true => Ok(way),
            false => Err(format!("run `rustup target add {target}`")),
        }
    }

    /// What it is called.
    pub fn title(&self, rid: Rid) -> &'static str {
        match self {
            Self::Prebuilt(_) => "built elsewhere",
            Self::Plain => "this machine's own linker",
            Self::Mingw(_) => "a test build: mingw",
            Self::Zig(..) if rid.is_windows() => "a test build: Zig",
            Self::Zig(..) => "Zig, for older glibc",
        }
    }

    /// What is wrong with a file's own word on whether it is a test build. What was built elsewhere is put together for release, so
    /// it must be none.
    pub fn wrong_mark(&self, rid: Rid, marked: bool) -> Option<&'static str> {
        let for_tests = rid.is_windows() && matches!(self, Self::Mingw(_) | Self::Zig(..));
        match (for_tests, marked) {
            (true, false) => Some("is a test build and does not say so"),
            (false, true) => Some("says that it is a test build, and not for release"),
            _ => None,
        }
    }

    /// The folders of this build that must not be named in what is built, and what stands for them: the checkout, the unpacked crates, the
    /// source of the standard library.
    pub fn path_prefixes(&self, context: &Context) -> Vec<(PathBuf, &'static str)> {
        // The compiler takes the last that fits, so what may lie within another comes after it.
        let mut all = vec![(context.root().to_owned(), "/_"), (context.target().to_owned(), "/_/target")];
        all.extend(registries().into_iter().map(|from| (from, "/crates")));
        if let Self::Mingw(Mingw { std_source: Some(source), .. }) = self {
            all.push((source.clone(), "/std"));
        }
        all
    }

    fn target(&self, rid: Rid) -> &'static str {
        match self {
            Self::Mingw(_) => windows::TARGET,
            Self::Zig(..) if rid == Rid::WinArm64 => "aarch64-pc-windows-gnullvm",
            _ => rid.released_target(),
        }
    }
}

fn zig(context: &Context) -> Result<(PathBuf, PathBuf), String> {
    let missing = "not on PATH: `pip install cargo-zigbuild ziglang`";
    let program = context.on_path("cargo-zigbuild").ok_or(missing)?;
    let compiler = ["zig", "python-zig"].iter().find_map(|name| context.on_path(name));
    Ok((program, compiler.ok_or(missing)?))
}

/// `registry/src/*` of cargo's home: the name of each holds that of a registry, which is nobody's business either.
fn registries() -> Vec<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| {
        let home = env::var_os("HOME").or_else(|| env::var_os("USERPROFILE"))?;
        Some(Path::new(&home).join(".cargo"))
    });
    let entries = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok());
    let mut found: Vec<PathBuf> = entries.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    found.sort();
    found
}

/// Builds both files of a system, or takes those that another machine built; once in a task.
pub fn build_native(context: &Context, rid: Rid) -> Result<Native, String> {
    context.natives[rid as usize].get_or_init(|| build(context, rid)).clone()
}

fn build(context: &Context, rid: Rid) -> Result<Native, String> {
    let way = Toolchain::find(context, rid)?;
    if let Toolchain::Prebuilt(folder) = &way {
        let of = |name: &str| Some(folder.join(name)).filter(|file| file.is_file());
        let missing = || format!("{} lacks {} or {}", folder.display(), rid.library(), rid.program());
        return Ok(Native {
            library: of(rid.library()).ok_or_else(missing)?,
            program: of(rid.program()).ok_or_else(missing)?,
        });
    }
    say!("building for {rid}: {}", way.title(rid));
    let library = build_library(context, rid)?;
    run::run(&mut cargo(context, &way, rid, false)?)?;
    let program = into(context, rid).join(way.target(rid)).join("program").join(rid.program());
    Ok(Native { library, program })
}

/// Builds the library of a system alone.
pub fn build_library(context: &Context, rid: Rid) -> Result<PathBuf, String> {
    let way = Toolchain::find(context, rid)?;
    run::run(&mut cargo(context, &way, rid, true)?)?;
    let name = if rid.is_windows() { "azmi.dll" } else { "libazmi.so" };
    Ok(into(context, rid).join(way.target(rid)).join("release").join(name))
}

/// A folder for each system: cargo lets one build at a time into a folder. Said here and not left to the variable of this process, which
/// would lead a build of a copy elsewhere back to what was built here.
fn into(context: &Context, rid: Rid) -> PathBuf {
    context.target().join("natives").join(rid.name())
}

/// The command that builds the library or the program.
pub fn cargo(context: &Context, way: &Toolchain, rid: Rid, library: bool) -> Result<Command, String> {
    let target = way.target(rid);
    let mut cargo = match way {
        Toolchain::Zig(program, compiler) => {
            let mut cargo = context.command(program);
            let cache = context.target().join("zig/cache");
            cargo
                .env("CARGO_ZIGBUILD_ZIG_PATH", compiler)
                // The scripts that it writes, which no other build may write at the same time.
                .env("CARGO_ZIGBUILD_CACHE_DIR", into(context, rid).join("wrappers"))
                .env("ZIG_GLOBAL_CACHE_DIR", cache)
                .env("AZMI_ZIG", compiler);
            cargo
        }
        _ => context.cargo([""; 0]),
    };
    cargo.args(["rustc", "--locked"]).env("CARGO_TARGET_DIR", into(context, rid));
    cargo.args(match library {
        // Built as the shared library alone: beside an rlib, cargo leaves link-time optimisation out, a quarter of the size.
        true => ["--release", "--package=azmi-ffi", "--lib", "--crate-type=cdylib"],
        false => ["--profile", "program", "--package=azmi-cli", "--bin=azmi"],
    });
    match way {
        Toolchain::Mingw(mingw) => mingw.prepare(&mut cargo),
        Toolchain::Zig(..) if !rid.is_windows() => {
            cargo.arg("--target").arg(format!("{target}.{}.{}", GLIBC.0, GLIBC.1));
        }
        _ => {
            cargo.args(["--target", target]);
        }
    }
    let remap = way.path_prefixes(context).into_iter();
    let mut flags: Vec<String> =
        remap.map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display())).collect();
    if target.ends_with("-msvc") {
        // Servers need not have the C runtime that this machine links with.
        flags.push("-Ctarget-feature=+crt-static".to_owned());
    }
    if !library && !rid.is_windows() {
        // A program that never unwinds needs no tables for it; Windows does not let them be left out.
        flags.push("-Cforce-unwind-tables=no".to_owned());
    }
    if library && rid == Rid::WinArm64 && matches!(way, Toolchain::Zig(..)) {
        // Zig's linker for Windows does not take the names to export from the compiler.
        let file = context.scratch("zig")?.join("azmi.def");
        fs::write(&file, import_library::definition(context)?).map_err(|error| error.to_string())?;
        cargo.arg("--").arg(format!("-Clink-arg={}", file.display()));
    }
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")).env_remove("RUSTFLAGS");
    cargo.env("SOURCE_DATE_EPOCH", SOURCE_DATE);
    Ok(cargo)
}

#[cfg(test)]
mod tests;

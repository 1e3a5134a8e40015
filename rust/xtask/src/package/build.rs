//! The native files of a system, as they ship: built by the stable toolchain as rustup installs it, with this machine's linker, Zig's for
//! older glibc, or mingw's for a test build. The sources give the same bytes in any folder.

use super::rid::Rid;
use crate::context::Context;
use crate::run;
use crate::say;
use crate::tools::windows::{self, Mingw, SOURCE_DATE};
use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// The oldest glibc that what ships runs on: that of Debian 10, RHEL 8 and Ubuntu 18.10.
pub const GLIBC: (u32, u32) = (2, 28);

#[derive(Clone, Debug)]
pub struct Native {
    pub library: PathBuf,
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
    pub fn find(context: &Context, rid: Rid) -> Result<Self, String> {
        let prebuilt = context.prebuilt.as_ref().map(|folder| folder.join(rid.name()));
        if let Some(folder) = prebuilt.filter(|folder| folder.is_dir()) {
            return Ok(Self::Prebuilt(folder));
        }
        let found = match rid {
            Rid::WinX64 if cfg!(target_os = "linux") => return Mingw::find(context).map(Self::Mingw),
            _ if rid.is_windows() != cfg!(windows) => {
                return Err(format!("{rid} is built on {}", if rid.is_windows() { "Windows" } else { "Linux" }));
            }
            _ if rid.is_windows() => Self::Plain,
            _ => match zig(context) {
                Ok((program, compiler)) => Self::Zig(program, compiler),
                // It runs here, but not where glibc is older: the checks say so.
                Err(_) if Rid::host() == Some(rid) => Self::Plain,
                Err(why) => return Err(why),
            },
        };
        let target = rid.released_target();
        match windows::has_std(context, target) {
            true => Ok(found),
            false => Err(format!("run `rustup target add {target}`")),
        }
    }

    pub fn title(&self) -> &'static str {
        match self {
            Self::Prebuilt(_) => "built elsewhere",
            Self::Plain => "this machine's own linker",
            Self::Mingw(_) => "a test build: mingw",
            Self::Zig(..) => "Zig, for older glibc",
        }
    }

    /// What is wrong with a file's own word on whether it is a test build. What was built elsewhere is put together for release, so
    /// it must be none.
    pub fn wrong_mark(&self, marked: bool) -> Option<&'static str> {
        match (matches!(self, Self::Mingw(_)), marked) {
            (true, false) => Some("is a test build and does not say so"),
            (false, true) => Some("says that it is a test build, and not for release"),
            _ => None,
        }
    }

    /// The folders of this build that must not be named in what is built, and what stands for them: the checkout, the unpacked crates, the
    /// source of the standard library.
    pub fn path_prefixes(&self, context: &Context) -> Vec<(PathBuf, &'static str)> {
        // The compiler takes the last that fits, so what may lie within another comes after it.
        let mut all = vec![(context.root.clone(), "/_"), (context.target.to_owned(), "/_/target")];
        all.extend(registries().into_iter().map(|from| (from, "/crates")));
        if let Self::Mingw(Mingw { std_source: Some(source), .. }) = self {
            all.push((source.clone(), "/std"));
        }
        all
    }

    fn target(&self, rid: Rid) -> &'static str {
        if let Self::Mingw(_) = self { windows::TARGET } else { rid.released_target() }
    }
}

fn zig(context: &Context) -> Result<(PathBuf, PathBuf), String> {
    let missing = "not on PATH: `pip install cargo-zigbuild ziglang`";
    let program = context.on_path("cargo-zigbuild").ok_or(missing)?;
    let compiler = ["zig", "python-zig"].iter().find_map(|name| context.on_path(name));
    Ok((program, compiler.ok_or(missing)?))
}

/// `registry/src/*` of cargo's home: the name of each holds that of a registry, which is nobody's business either.
pub fn registries() -> Vec<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
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
    let toolchain = Toolchain::find(context, rid)?;
    if let Toolchain::Prebuilt(folder) = &toolchain {
        let of = |name: &str| Some(folder.join(name)).filter(|file| file.is_file());
        let missing = || format!("{} lacks {} or {}", folder.display(), rid.library(), rid.program());
        return Ok(Native {
            library: of(rid.library()).ok_or_else(missing)?,
            program: of(rid.program()).ok_or_else(missing)?,
        });
    }
    say!("building for {rid}: {}", toolchain.title());
    let library = build_library(context, rid)?;
    run::run(&mut cargo(context, &toolchain, rid, false))?;
    let program = into(context, rid).join(toolchain.target(rid)).join("program").join(rid.program());
    Ok(Native { library, program })
}

pub fn build_library(context: &Context, rid: Rid) -> Result<PathBuf, String> {
    let toolchain = Toolchain::find(context, rid)?;
    run::run(&mut cargo(context, &toolchain, rid, true))?;
    let name = if rid.is_windows() { "azmi.dll" } else { "libazmi.so" };
    Ok(into(context, rid).join(toolchain.target(rid)).join("release").join(name))
}

/// A folder for each system: cargo lets one build at a time into a folder. Said here and not left to the variable of this process, which
/// would lead a build of a copy elsewhere back to what was built here.
fn into(context: &Context, rid: Rid) -> PathBuf {
    context.target.join("natives").join(rid.name())
}

pub fn cargo(context: &Context, toolchain: &Toolchain, rid: Rid, library: bool) -> Command {
    let target = toolchain.target(rid);
    let mut cargo = match toolchain {
        Toolchain::Zig(program, compiler) => {
            let mut cargo = context.command(program);
            cargo
                .env("CARGO_ZIGBUILD_ZIG_PATH", compiler)
                // The scripts that it writes, which no other build may write at the same time.
                .env("CARGO_ZIGBUILD_CACHE_DIR", into(context, rid).join("wrappers"))
                .env("ZIG_GLOBAL_CACHE_DIR", context.target.join("zig/cache"));
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
    match toolchain {
        Toolchain::Mingw(mingw) => mingw.prepare(&mut cargo),
        Toolchain::Zig(..) => drop(cargo.arg("--target").arg(format!("{target}.{}.{}", GLIBC.0, GLIBC.1))),
        _ => drop(cargo.args(["--target", target])),
    }
    let remap = toolchain.path_prefixes(context).into_iter();
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
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")).env_remove("RUSTFLAGS");
    cargo.env("SOURCE_DATE_EPOCH", SOURCE_DATE);
    cargo
}

#[cfg(test)]
mod tests;

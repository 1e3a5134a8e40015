//! Builds the native files of a system with the stable toolchain as rustup installs it. The linker is this machine's,
//! Zig's for older glibc, or mingw's for a test build. Builds are reproducible in any folder.

use super::rid::Rid;
use crate::context::Context;
use crate::run;
use crate::say;
use crate::tools::windows::{self, Mingw, SOURCE_DATE};
use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// The oldest supported glibc, that of Debian 10, RHEL 8 and Ubuntu 18.10.
pub const GLIBC: (u32, u32) = (2, 28);

#[derive(Clone, Debug)]
pub struct Native {
    pub library: PathBuf,
    pub program: PathBuf,
}

/// How a system's files are built.
#[derive(Clone, Debug)]
pub enum Toolchain {
    /// Another machine built them.
    Prebuilt(PathBuf),
    /// With cargo and this machine's own linker.
    Plain,
    /// With Zig as the linker: `cargo-zigbuild`, and the compiler that it calls.
    Zig(PathBuf, PathBuf),
    /// With mingw: a test build for Windows.
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
                return Err(format!(
                    "{rid} can only be built on {}",
                    if rid.is_windows() { "Windows" } else { "Linux" }
                ));
            }
            _ if rid.is_windows() => Self::Plain,
            _ => match zig(context) {
                Ok((program, compiler)) => Self::Zig(program, compiler),
                // It runs here, but not with an older glibc; the checks report that.
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

    /// Returns what's wrong with a file's test build mark. Prebuilt files are for a release, so they must not be test
    /// builds.
    pub fn wrong_mark(&self, marked: bool) -> Option<&'static str> {
        match (matches!(self, Self::Mingw(_)), marked) {
            (true, false) => Some("is a test build, but isn't marked as one"),
            (false, true) => Some("is marked as a test build, not for release"),
            _ => None,
        }
    }

    /// The folders that must not appear in built files, and their replacements: the checkout, the unpacked crates, the
    /// source of the standard library.
    pub fn path_prefixes(&self, context: &Context) -> Vec<(PathBuf, &'static str)> {
        // The compiler uses the last match, so a folder inside another one comes after it.
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

/// Returns `registry/src/*` of cargo's home. Their names contain the name of a registry, which must not appear either.
pub fn registries() -> Vec<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    let entries = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok());
    let mut found: Vec<PathBuf> = entries.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    found.sort();
    found
}

/// Builds both files of a system, or uses prebuilt ones; once per task.
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

/// Returns a target folder for each system, since cargo locks the folder of a build. It doesn't use this process's
/// variable, so that a build of a copied checkout doesn't reuse files that were built here.
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
                // zigbuild writes scripts there, so builds can't share it.
                .env("CARGO_ZIGBUILD_CACHE_DIR", into(context, rid).join("wrappers"))
                .env("ZIG_GLOBAL_CACHE_DIR", context.target.join("zig/cache"));
            cargo
        }
        _ => context.cargo([""; 0]),
    };
    cargo.args(["rustc", "--locked"]).env("CARGO_TARGET_DIR", into(context, rid));
    cargo.args(match library {
        // Builds only the shared library: with an rlib beside it, cargo omits link-time optimization, which saves a
        // quarter of the size.
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
        // Servers may lack the C runtime that this machine links with.
        flags.push("-Ctarget-feature=+crt-static".to_owned());
    }
    if !library && !rid.is_windows() {
        // A program that never unwinds needs no unwind tables; Windows requires them.
        flags.push("-Cforce-unwind-tables=no".to_owned());
    }
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")).env_remove("RUSTFLAGS");
    cargo.env("SOURCE_DATE_EPOCH", SOURCE_DATE);
    cargo
}

#[cfg(test)]
mod tests;

//! How the native files of a system are built on this machine.

use super::exports;
use super::natives::Part;
use super::remap::Remap;
use super::rid::Rid;
use crate::artifacts;
use crate::surroundings::Surroundings;
use crate::tools::std_source::Std;
use crate::tools::windows::{self, Mingw};
use crate::tools::zig::{GLIBC, Zig};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One way.
#[derive(Clone, Debug)]
pub enum Recipe {
    /// Built elsewhere.
    Prebuilt,
    /// cargo and the linker of this machine's own system.
    Plain(Std),
    /// mingw: a test build for Windows.
    Mingw(Mingw),
    /// Zig: Linux for the oldest glibc, and a test build for Windows on Arm64.
    Zig(Zig, Std),
}

impl Recipe {
    /// The way for a system.
    ///
    /// # Errors
    /// What is missing for it.
    pub fn find(around: &Surroundings, rid: Rid) -> Result<Self, String> {
        if cfg!(windows) && rid.is_windows() {
            return Ok(Self::Plain(Std::find_to_ship(
                around,
                rid.released_target(),
            )?));
        }
        if !cfg!(target_os = "linux") {
            return Err(format!("{rid} is built on Linux"));
        }
        match rid {
            Rid::WinX64 => Mingw::find(around).map(Self::Mingw),
            _ => match Zig::find(around) {
                Ok(zig) => Ok(Self::Zig(
                    zig,
                    Std::find_to_ship(around, target_of_zig(rid))?,
                )),
                // It runs on this machine, but not on one with an older glibc: the checks say so.
                Err(_) if Rid::host() == Some(rid) => Ok(Self::Plain(Std::find_to_ship(
                    around,
                    rid.released_target(),
                )?)),
                Err(why) => Err(why),
            },
        }
    }

    /// What it is called in the table.
    #[must_use]
    pub fn title(&self, rid: Rid) -> &'static str {
        match self {
            Self::Prebuilt => "built elsewhere",
            Self::Plain(_) => "this machine's own linker",
            Self::Mingw(_) => "a test build: mingw",
            Self::Zig(..) if rid.is_windows() => "a test build: Zig",
            Self::Zig(..) => "Zig, for older glibc",
        }
    }

    /// Whether what it makes for a system is for tests, and not for release.
    #[must_use]
    pub fn is_for_tests(&self, rid: Rid) -> bool {
        rid.is_windows() && matches!(self, Self::Mingw(..) | Self::Zig(..))
    }

    /// What is wrong with a file's own word on whether it is a test build. What was built elsewhere is put together for release,
    /// wherever it was built: it must be none.
    #[must_use]
    pub fn wrong_mark(&self, rid: Rid, marked: bool) -> Option<&'static str> {
        match (self.is_for_tests(rid), marked) {
            (true, false) => Some("is a test build and does not say so"),
            (false, true) => Some("says that it is a test build, and not for release"),
            _ => None,
        }
    }

    /// Builds one file.
    ///
    /// # Errors
    /// The build failed.
    pub fn build(&self, around: &Surroundings, rid: Rid, part: Part) -> Result<PathBuf, String> {
        let Some((mut cargo, target)) = self.cargo(around, rid, part)? else {
            return Err(format!("{rid} was built elsewhere"));
        };
        // Building std wants the option before cargo's double dash, so what follows that comes last.
        cargo.env("CARGO_ENCODED_RUSTFLAGS", self.flags(around, &target, part));
        cargo.env_remove("RUSTFLAGS").current_dir(around.root());
        cargo.env("SOURCE_DATE_EPOCH", windows::SOURCE_DATE);
        if part == Part::Library && rid == Rid::WinArm64 && matches!(self, Self::Zig(..)) {
            let exports = exports_file(around)?;
            cargo.arg("--");
            cargo.arg(format!("-Clink-arg={}", exports.display()));
        }
        let built = artifacts::collect(&mut cargo)?;
        let found = match part {
            Part::Library => built.library,
            Part::Program => built.azmi,
        };
        found.ok_or_else(|| format!("cargo built no such file for {rid}"))
    }

    /// The command, and the target as the compiler knows it.
    fn cargo(
        &self,
        around: &Surroundings,
        rid: Rid,
        part: Part,
    ) -> Result<Option<(Command, String)>, String> {
        let folder = around.target().join("natives").join(rid.name());
        let (mut cargo, std, target, asked) = match self {
            Self::Prebuilt => return Ok(None),
            Self::Plain(std) => {
                let target = rid.released_target().to_owned();
                (Command::new(around.cargo()), std, target.clone(), target)
            }
            Self::Mingw(mingw) => {
                let (cargo, target) = (Command::new(around.cargo()), windows::TARGET.to_owned());
                (cargo, &mingw.std, target.clone(), target)
            }
            Self::Zig(zig, std) => {
                let target = target_of_zig(rid).to_owned();
                let asked = match rid.is_windows() {
                    true => target.clone(),
                    false => format!("{target}.{}.{}", GLIBC.0, GLIBC.1),
                };
                (zig.cargo(around, &folder), std, target, asked)
            }
        };
        // A folder for each system: cargo lets one build at a time into a folder, and whole-program optimisation has work for one
        // processor only. Said here and not left to the variable of this process, which would lead a build of a copy elsewhere back
        // to what was built here.
        cargo.env("CARGO_TARGET_DIR", &folder);
        cargo.args(["rustc", "--locked", artifacts::MESSAGES]);
        cargo.args(["--target", &asked]);
        cargo.args(match part {
            // Built as the shared library alone: beside an rlib, cargo leaves link-time optimisation out, a quarter of the size.
            Part::Library => [
                "--release",
                "--package",
                "azmi-ffi",
                "--lib",
                "--crate-type",
                "cdylib",
            ]
            .as_slice(),
            Part::Program => &[
                "--profile",
                "program",
                "--package",
                "azmi-cli",
                "--bin",
                "azmi",
            ],
        });
        if let Self::Mingw(mingw) = self {
            mingw.link(&mut cargo);
        }
        std.prepare_to_ship(&mut cargo);
        Ok(Some((cargo, target)))
    }

    fn flags(&self, around: &Surroundings, target: &str, part: Part) -> OsString {
        let mut flags: Vec<OsString> = self.remap(around).arguments().collect();
        if target.ends_with("-msvc") {
            // Servers need not have the C runtime that this machine links with.
            flags.push("-Ctarget-feature=+crt-static".into());
        }
        if part == Part::Program && !target.contains("windows") {
            // A program that never unwinds needs no tables for it; Windows does not let them be left out.
            flags.push("-Cforce-unwind-tables=no".into());
        }
        flags.join(std::ffi::OsStr::new("\u{1f}"))
    }

    /// The folders that what is built must not name.
    #[must_use]
    pub fn remap(&self, around: &Surroundings) -> Remap {
        Remap::of(around, self.std_source())
    }

    /// The source of the standard library, where that is built along: built small, so that what ships is smaller by a tenth.
    #[must_use]
    pub fn std_source(&self) -> Option<&Path> {
        match self {
            Self::Prebuilt => None,
            Self::Mingw(mingw) => mingw.std.source(),
            Self::Plain(std) | Self::Zig(_, std) => std.source(),
        }
    }
}

fn target_of_zig(rid: Rid) -> &'static str {
    match rid {
        Rid::WinArm64 => "aarch64-pc-windows-gnullvm",
        _ => rid.released_target(),
    }
}

/// The names to export: Zig's linker for Windows does not take them from the compiler.
fn exports_file(around: &Surroundings) -> Result<PathBuf, String> {
    let folder = around.target().join("zig");
    let file = folder.join("azmi.def");
    let text = exports::definition(around)?;
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&file, text))
        .map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(file)
}

#[cfg(test)]
mod tests;

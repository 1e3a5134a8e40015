//! Wine's own world in a folder: made once, thrown away with `target/`.

use crate::rows::workshop::Workshop;
use crate::run::{Show, run};
use crate::tools::unpack::COMPLETE;
use crate::tools::windows::{Mingw, Wine};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A prefix that Rust programs run in.
#[derive(Debug)]
pub(super) struct Prefix {
    folder: PathBuf,
    wine: PathBuf,
}

impl Prefix {
    /// Makes it, or takes the one an earlier run made.
    pub(super) fn ready(shop: &Workshop<'_>, mingw: &Mingw, wine: &Wine) -> Result<Self, String> {
        let prefix = Self {
            folder: shop.scratch("wine"),
            wine: wine.program.clone(),
        };
        let complete = prefix.folder.join(COMPLETE);
        if complete.is_file() {
            return Ok(prefix);
        }
        let failed = |error: std::io::Error| format!("{}: {error}", prefix.folder.display());
        if prefix.folder.exists() {
            fs::remove_dir_all(&prefix.folder).map_err(failed)?;
        }
        fs::create_dir_all(&prefix.folder).map_err(failed)?;
        run(prefix.run("wineboot").arg("-i"), Show::OnFailure).into_output()?;
        prefix.stand_in_for_missing(shop, mingw)?;
        fs::write(complete, "").map_err(failed)?;
        Ok(prefix)
    }

    /// Wine 8 has no bcryptprimitives.dll; a Wine that has one keeps its own.
    fn stand_in_for_missing(&self, shop: &Workshop<'_>, mingw: &Mingw) -> Result<(), String> {
        let library = self
            .folder
            .join("drive_c/windows/system32/bcryptprimitives.dll");
        if library.exists() {
            return Ok(());
        }
        let mut gcc = Command::new(&mingw.gcc);
        gcc.args(["-shared", "-O2", "-s", "-Wall", "-Wextra", "-Werror", "-o"])
            .arg(&library);
        gcc.arg(shop.around().path("tests/windows/bcryptprimitives.c"))
            .arg("-ladvapi32");
        run(&mut gcc, Show::OnFailure).into_output().map(drop)
    }

    /// The program that starts Windows programs.
    pub(super) fn wine(&self) -> &Path {
        &self.wine
    }

    /// What Wine needs to find this prefix, be quiet, and look for no screen.
    pub(super) fn variables(&self) -> Vec<(OsString, OsString)> {
        [
            ("WINEPREFIX", self.folder.clone().into_os_string()),
            ("WINEDEBUG", "-all".into()),
            ("DISPLAY", OsString::new()),
        ]
        .into_iter()
        .map(|(name, value)| (name.into(), value))
        .collect()
    }

    /// A Windows program in this prefix.
    pub(super) fn run(&self, program: impl Into<OsString>) -> Command {
        let mut command = Command::new(&self.wine);
        command.arg(program.into()).envs(self.variables());
        command
    }
}

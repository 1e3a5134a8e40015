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
pub(in crate::rows) struct Prefix {
    folder: PathBuf,
    wine: PathBuf,
}

impl Prefix {
    /// Makes it, or takes the one an earlier run made.
    pub(in crate::rows) fn ready(
        shop: &Workshop<'_>,
        mingw: &Mingw,
        wine: &Wine,
    ) -> Result<Self, String> {
        let prefix = Self {
            folder: shop.scratch("wine"),
            wine: wine.program.clone(),
        };
        let complete = prefix.folder.join(COMPLETE);
        let system = prefix.folder.join("drive_c/windows/system32");
        if complete.is_file() {
            return fill_gaps(shop, mingw, &system).map(|()| prefix);
        }
        let failed = |error: std::io::Error| format!("{}: {error}", prefix.folder.display());
        if prefix.folder.exists() {
            fs::remove_dir_all(&prefix.folder).map_err(failed)?;
        }
        fs::create_dir_all(&prefix.folder).map_err(failed)?;
        run(prefix.run("wineboot").arg("-i"), Show::OnFailure).into_output()?;
        fs::write(complete, "").map_err(failed)?;
        fill_gaps(shop, mingw, &system)?;
        Ok(prefix)
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
            // A newer Wine has one of its own, with the other gaps still open.
            ("WINEDLLOVERRIDES", "bcryptprimitives=n".into()),
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

/// Builds the stand-in for what Wine lacks; its source says what and why.
fn fill_gaps(shop: &Workshop<'_>, mingw: &Mingw, system: &Path) -> Result<(), String> {
    let mut gcc = Command::new(&mingw.gcc);
    gcc.args([
        "-shared", "-O2", "-s", "-std=c11", "-Wall", "-Wextra", "-Werror", "-o",
    ]);
    gcc.arg(system.join("bcryptprimitives.dll"))
        .arg(shop.around().path("tests/windows/wine_gaps.c"));
    gcc.args(["-ladvapi32", "-lsecur32", "-lcrypt32"]);
    run(&mut gcc, Show::OnFailure).into_output().map(drop)
}

//! Two programs that load the Windows library and do the main job with it.

use super::prefix::Prefix;
use crate::counts;
use crate::emulator::Emulator;
use crate::package::import_library;
use crate::package::rid::Rid;
use crate::rows::workshop::Workshop;
use crate::run::{Show, run};
use crate::table::{Counts, Row};
use crate::tools::windows::Mingw;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// The .NET program that does the main job through the shim's library.
const DOTNET_DEMO: &str = "tests/dotnet/Demo/Demo.csproj";

/// What they run with.
pub(super) struct Programs<'a> {
    pub(super) shop: &'a Workshop<'a>,
    pub(super) mingw: &'a Mingw,
    pub(super) prefix: &'a Prefix,
    pub(super) emulator: &'a Emulator,
    pub(super) library: &'a Path,
}

impl Programs<'_> {
    /// A C program over the header and the library: before the emulator's root is known to Windows, and after.
    pub(super) fn c(&self) -> Row {
        let what = "windows: C program";
        let start = Instant::now();
        match self.c_counts() {
            Ok((counts, ok, why)) => {
                Row::counted(what, counts, start.elapsed()).unless_ok(ok, &why)
            }
            Err(why) => Row::failed(what, start.elapsed(), why),
        }
    }

    fn c_counts(&self) -> Result<(Counts, bool, String), String> {
        let folder = self.folder("c")?;
        fs::copy(self.library, folder.join("azmi.dll")).map_err(|error| error.to_string())?;
        // The one that is handed out with the library.
        let imports = folder.join(import_library::FILE);
        fs::write(
            &imports,
            import_library::make(self.shop.around(), Rid::WinX64)?,
        )
        .map_err(|error| format!("{}: {error}", imports.display()))?;
        let job = self.compile("main_job", &folder, &[imports.as_path()])?;
        let trust = self.compile("trust_ca", &folder, &[Path::new("-lcrypt32")])?;

        let mut counts = Counts::default();
        let mut reasons = Vec::new();
        let mut step = |command: &mut Command| {
            let ended = run(command, Show::OnFailure);
            counts += counts::libtest(&ended.output);
            reasons.extend(Some(ended.reason).filter(|why| !why.is_empty()));
        };
        step(self.facts(self.prefix.run(&job).arg("untrusted"))?);
        step(self.prefix.run(&trust).arg(self.emulator.fact("caFile")?));
        step(self.facts(self.prefix.run(&job).arg("trusted"))?);
        Ok((counts, reasons.is_empty(), reasons.join("; ")))
    }

    /// Adds what the program is to find out.
    fn facts<'c>(&self, command: &'c mut Command) -> Result<&'c mut Command, String> {
        command.envs(self.emulator.environment());
        command.env(
            "AZMI_TEST_PRINCIPAL",
            self.emulator.fact("systemAssigned.principalId")?,
        );
        command.env("AZMI_TEST_VM", self.emulator.fact("vmName")?);
        command.env(
            "AZMI_TEST_CLIENT",
            self.emulator.fact("userAssigned.0.clientId")?,
        );
        command.env(
            "AZMI_TEST_CLIENT_PRINCIPAL",
            self.emulator.fact("userAssigned.0.principalId")?,
        );
        Ok(command)
    }

    fn compile(&self, name: &str, folder: &Path, more: &[&Path]) -> Result<PathBuf, String> {
        let around = self.shop.around();
        let program = folder.join(format!("{name}.exe"));
        let mut gcc = Command::new(&self.mingw.gcc);
        gcc.args([
            "-std=c11",
            "-O1",
            "-Wall",
            "-Wextra",
            "-Wpedantic",
            "-Werror",
            "-I",
        ])
        .arg(around.path("include"));
        gcc.arg("-o")
            .arg(&program)
            .arg(around.path(&format!("tests/windows/{name}.c")))
            .args(more);
        run(&mut gcc, Show::OnFailure).into_output()?;
        Ok(program)
    }

    /// A self-contained .NET program for Windows over the shim's library.
    pub(super) fn dotnet(&self) -> Row {
        let what = "windows: .NET program";
        if let Err(why) = self.shop.dotnet() {
            return Row::skipped(what, why);
        }
        let start = Instant::now();
        let told = self
            .emulator
            .fact("systemAssigned.principalId")
            .and_then(|expected| Ok((expected, self.dotnet_says()?)));
        match told {
            Err(why) => Row::failed(what, start.elapsed(), why),
            // One line of several: Wine's server has its words on the same pipe when it ends.
            Ok((expected, said)) if said.lines().any(|line| line.trim() == expected) => {
                Row::passed(what, start.elapsed(), expected)
            }
            Ok((expected, said)) => {
                print!("{said}");
                Row::failed(
                    what,
                    start.elapsed(),
                    format!("did not print {expected}; what it printed is above"),
                )
            }
        }
    }

    /// All that the program says to the main job.
    fn dotnet_says(&self) -> Result<String, String> {
        let folder = self.folder("dotnet")?;
        let mut publish = self.shop.dotnet()?.command(
            self.shop.around(),
            ["publish", DOTNET_DEMO, "--configuration", "Release"],
        );
        publish.args([
            "--runtime",
            "win-x64",
            "--self-contained",
            "-p:DisableTransitiveFrameworkReferenceDownloads=true",
            "--output",
        ]);
        run(publish.arg(&folder), Show::OnFailure).into_output()?;
        let native = folder.join("win-x64");
        fs::create_dir_all(&native).map_err(|error| error.to_string())?;
        fs::copy(self.library, native.join("azmi.dll")).map_err(|error| error.to_string())?;

        let mut command = self.prefix.run(folder.join("Demo.exe"));
        // Wine and the runtime's double mapping of code don't agree in larger programs.
        command
            .env("DOTNET_EnableWriteXorExecute", "0")
            .envs(self.emulator.environment());
        command.env("AZMI_TEST_LIBRARY", native.join("azmi.dll"));
        run(&mut command, Show::OnFailure).into_output()
    }

    fn folder(&self, name: &str) -> Result<PathBuf, String> {
        let folder = self.shop.scratch("windows").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(folder)
    }
}

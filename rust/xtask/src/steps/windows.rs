//! The Windows library, cross-built, under Wine: from C, from .NET, and the Rust tests of what differs on Windows.

use super::Step;
use super::test::{built, counted, ignored};
use crate::context::Context;
use crate::package::build::build_native;
use crate::package::import_library;
use crate::package::rid::Rid;
use crate::run;
use crate::tools::windows::{Mingw, wine};
use std::ffi::OsString;
use std::fs;

const AFTER: &[&str] = &["natives/win-x64"];

/// All of them. Of the Rust tests there are the system crate's, and those of core in which Windows has rules of its own: the agents'
/// folders and files, proxies, certificates.
pub const STEPS: &[Step] = &[
    Step::new("windows/c", &["mingw", "wine"], |context| programs(context, "windows::c_program")).after(AFTER),
    Step::new("windows/dotnet", &["mingw", "wine", "dotnet"], |context| programs(context, "windows::dotnet_program"))
        .after(AFTER),
    Step::new("windows/os", &["mingw", "wine"], |context| suite(context, &["--package", "azmi-os"], &[])).beside(),
    Step::new("windows/core", &["mingw", "wine"], |context| {
        let filters = ["source_", "doctor", "--skip", "resource_manager"];
        suite(context, &["--package", "azmi-core", "--test", "it"], &filters)
    })
    // Both are built into one folder.
    .after(&["windows/os"])
    .beside(),
];

fn programs(context: &Context, filter: &str) -> Result<String, String> {
    let mut variables = built(context)?;
    variables.extend(prefix(context)?);
    let imports = context.scratch("windows")?.join(import_library::FILE);
    // The one that is handed out with the library.
    fs::write(&imports, import_library::make(context, Rid::WinX64)?).map_err(|error| error.to_string())?;
    let library = build_native(context, Rid::WinX64)?.library;
    variables.extend([
        ("AZMI_TEST_MINGW", Mingw::find(context)?.gcc.into_os_string()),
        ("AZMI_TEST_WINE", wine(context)?.into()),
        ("AZMI_TEST_WINDOWS_LIBRARY", library.into()),
        ("AZMI_TEST_IMPORTS", imports.into()),
    ]);
    ignored(context, &[filter], &variables)
}

/// Tests of a crate, built for Windows in a folder of their own.
fn suite(context: &Context, package: &[&str], filters: &[&str]) -> Result<String, String> {
    let mut cargo = context.cargo(["test"]);
    Mingw::find(context)?.prepare(&mut cargo);
    cargo.args(package).arg("--").args(filters).envs(prefix(context)?);
    cargo.env("CARGO_TARGET_DIR", context.target.join("windows")).env("CARGO_PROFILE_DEV_DEBUG", "0");
    cargo.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", wine(context)?);
    counted(run::on_loopback(&mut cargo))
}

/// Wine's own world in a folder, made once, with a stand-in for what Wine lacks, whose source says what and why. Gives what Wine needs to
/// find it, be quiet, and look for no screen.
fn prefix(context: &Context) -> Result<Vec<(&'static str, OsString)>, String> {
    let folder = context.scratch("wine")?;
    let variables: Vec<(&'static str, OsString)> = vec![
        ("WINEPREFIX", folder.clone().into()),
        ("WINEDEBUG", "-all".into()),
        // A newer Wine has one of its own, with the other gaps still open.
        ("WINEDLLOVERRIDES", "bcryptprimitives=n".into()),
        ("DISPLAY", OsString::new()),
    ];
    let system = folder.join("drive_c/windows/system32");
    let complete = folder.join(".complete");
    if !complete.is_file() {
        run::read(context.command(wine(context)?).args(["wineboot", "-i"]).envs(variables.iter().cloned()))?;
        let mut gcc = context.command(Mingw::find(context)?.gcc);
        gcc.args(["-shared", "-O2", "-s", "-std=c11", "-Wall", "-Wextra", "-Werror", "-o"]);
        gcc.arg(system.join("bcryptprimitives.dll")).arg("tests/windows/wine_gaps.c");
        run::read(gcc.args(["-ladvapi32", "-lsecur32", "-lcrypt32"]))?;
        fs::write(&complete, "").map_err(|error| format!("{}: {error}", complete.display()))?;
    }
    Ok(variables)
}

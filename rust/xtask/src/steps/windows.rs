//! Tests the cross-built Windows library under Wine, from C and .NET, and runs the Rust tests of Windows-specific code.

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

/// All steps. The Rust tests are those of the `os` crate, and those of Windows-specific rules in core: the agents'
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
    // Both build into the same folder.
    .after(&["windows/os"])
    .beside(),
];

fn programs(context: &Context, filter: &str) -> Result<String, String> {
    let mut variables = built(context)?;
    variables.extend(prefix(context)?);
    let imports = context.scratch("windows")?.join(import_library::FILE);
    // The import library of the release.
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

/// Runs tests of a crate, built for Windows in a separate folder.
fn suite(context: &Context, package: &[&str], filters: &[&str]) -> Result<String, String> {
    let mut cargo = context.cargo(["test"]);
    Mingw::find(context)?.prepare(&mut cargo);
    cargo.args(package).arg("--").args(filters).envs(prefix(context)?);
    cargo.env("CARGO_TARGET_DIR", context.target.join("windows")).env("CARGO_PROFILE_DEV_DEBUG", "0");
    cargo.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", wine(context)?);
    counted(run::on_loopback(&mut cargo))
}

/// Creates a Wine prefix once, with a replacement for a DLL that Wine lacks; its source explains why. Returns the
/// variables for Wine: the prefix, less output, and no display.
fn prefix(context: &Context) -> Result<Vec<(&'static str, OsString)>, String> {
    let folder = context.scratch("wine")?;
    let variables: Vec<(&'static str, OsString)> = vec![
        ("WINEPREFIX", folder.clone().into()),
        ("WINEDEBUG", "-all".into()),
        // Newer versions of Wine have this DLL, but lack other functions.
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

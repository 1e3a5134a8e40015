//! The Windows library, cross-built, under Wine: from C, from .NET, and the Rust tests of what differs on Windows.

use super::test::{beside, built, counted, ignored, step};
use super::{Step, When};
use crate::context::Context;
use crate::package::build::build_native;
use crate::package::import_library;
use crate::package::rid::Rid;
use crate::run;
use crate::tools::windows::{Mingw, wine};
use std::ffi::OsString;
use std::fs;

const AFTER: &[&str] = &["natives/win-x64"];

/// All of them.
pub const STEPS: &[Step] = &[
    step("windows/c", &["mingw", "wine"], AFTER, |context| programs(context, "windows::c_program")),
    step("windows/dotnet", &["mingw", "wine", "dotnet"], AFTER, |context| programs(context, "windows::dotnet_program")),
    // The system crate's tests, and those of core in which Windows has rules of its own: the agents' folders and files, proxies, certificates.
    beside("windows/os", &["mingw", "wine"], |context| suite(context, &["--package", "azmi-os"], &[])),
    Step {
        name: "windows/core",
        needs: &["mingw", "wine"],
        after: &[],
        when: When::Beside,
        run: |context| {
            suite(
                context,
                &["--package", "azmi-core", "--test", "it"],
                &["source_", "doctor", "--skip", "resource_manager"],
            )
        },
    },
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
    let mingw = Mingw::find(context)?;
    let prefix = prefix(context)?;
    let wine = wine(context)?;
    let command = || {
        let mut cargo = context.cargo(["test"]);
        run::on_loopback(&mut cargo);
        mingw.prepare(&mut cargo);
        cargo.args(package).arg("--").args(filters).envs(prefix.iter().cloned());
        cargo.env("CARGO_TARGET_DIR", context.target().join("windows"));
        cargo.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", &wine);
        cargo
    };
    let count = counted(&mut command())?;
    run::run(&mut command())?;
    Ok(format!("{count} tests"))
}

/// Wine's own world in a folder, made once, with a stand-in for what Wine lacks, whose source says what and why. Gives what Wine needs to find
/// it, be quiet, and look for no screen.
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

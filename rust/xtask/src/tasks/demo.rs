//! `demo`: the main job, seen from every side: sign in with the VM's identity and print its principal id.

use crate::args::Common;
use crate::emulator::Emulator;
use crate::rows::Require;
use crate::rows::workshop::Workshop;
use crate::run::{Show, run as run_program};
use crate::surroundings::Surroundings;
use crate::table::{Row, Table};
use crate::tools::Tools;
use std::process::Command;
use std::time::{Duration, Instant};

/// The .NET program that does the main job through the shim's library.
const DOTNET_DEMO: &str = "tests/dotnet/Demo/Demo.csproj";

/// Starts the emulator and asks `azmi`, .NET and PowerShell for the same principal id.
///
/// # Errors
/// `azmi` or the emulator could not be built or started.
pub fn run(around: &Surroundings, options: &Common) -> Result<bool, String> {
    let shop = Workshop::new(Tools::new(around, options.offline));
    let start = Instant::now();
    let built = crate::artifacts::build(around, &["build", "--package", "azmi-cli"])?;
    let azmi = built.azmi.ok_or("cargo built no azmi program")?;
    let emulator = Emulator::start(&azmi, &shop.scratch("demo"))?;
    let expected = emulator.fact("systemAssigned.principalId")?.to_owned();
    println!(
        "emulated VM {}, principal id {expected}",
        emulator.fact("vmName")?
    );

    let mut table = Table::default();
    table.push(Row::passed("build and emulator", start.elapsed(), ""));
    let asked = [
        ("azmi", Require::Rust, ask_azmi as Ask),
        (".NET", Require::Dotnet, ask_dotnet),
        ("PowerShell", Require::Pwsh, ask_powershell),
    ];
    for (what, part, ask) in asked {
        let start = Instant::now();
        let row = judge(what, ask(&shop, &azmi), &emulator, &expected, start);
        table.push(part.enforce(&options.require, row));
    }
    Ok(table.close())
}

/// Makes the command whose last line is a principal id; the error is why it can't be run here.
type Ask = fn(&Workshop<'_>, &std::path::Path) -> Result<Asked, String>;

/// A command, or the failure to build it.
struct Asked(Result<Command, String>);

fn judge(
    what: &str,
    asked: Result<Asked, String>,
    emulator: &Emulator,
    expected: &str,
    start: Instant,
) -> Row {
    let command = match asked {
        Err(why) => return Row::skipped(what, why),
        Ok(Asked(command)) => command,
    };
    let answer = command.and_then(|mut command| {
        let limit = Duration::from_secs(120);
        crate::run::run_within(command.envs(emulator.environment()), Show::OnFailure, limit)
            .into_output()
    });
    match answer {
        Err(why) => Row::failed(what, start.elapsed(), why),
        Ok(output) => {
            let id = output.lines().last().unwrap_or_default().trim().to_owned();
            println!("{what:>10}: {id}");
            if id == expected {
                Row::passed(what, start.elapsed(), id)
            } else {
                Row::failed(
                    what,
                    start.elapsed(),
                    format!("printed `{id}`, not {expected}"),
                )
            }
        }
    }
}

fn ask_azmi(_: &Workshop<'_>, azmi: &std::path::Path) -> Result<Asked, String> {
    let mut command = Command::new(azmi);
    command.args(["vm", "principal-id", "--output", "tsv"]);
    Ok(Asked(Ok(command)))
}

fn ask_dotnet(shop: &Workshop<'_>, _: &std::path::Path) -> Result<Asked, String> {
    let dotnet = shop.dotnet()?;
    let build = || -> Result<Command, String> {
        let packed = shop.packed()?;
        let mut build = dotnet.command(
            shop.around(),
            ["build", DOTNET_DEMO, "--configuration", "Release"],
        );
        run_program(&mut build, Show::OnFailure).into_output()?;
        let mut command = dotnet.command(
            shop.around(),
            [
                "run",
                "--no-build",
                "--configuration",
                "Release",
                "--project",
                DOTNET_DEMO,
                "--",
            ],
        );
        command.env("AZMI_TEST_LIBRARY", &packed.library);
        Ok(command)
    };
    Ok(Asked(build()))
}

fn ask_powershell(shop: &Workshop<'_>, _: &std::path::Path) -> Result<Asked, String> {
    let pwsh = shop.pwsh()?;
    shop.dotnet()?;
    let command = shop.packed().map(|packed| {
        let mut command = pwsh.script(shop.around(), "rust/xtask/scripts/Show-PrincipalId.ps1");
        command.arg("-Module").arg(&packed.folder);
        command
    });
    Ok(Asked(command))
}

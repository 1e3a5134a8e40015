//! `demo`: the main job, seen from every side: sign in with the VM's identity and print its principal id.

use crate::args::Common;
use crate::context::Context;
use crate::package::build::Native;
use crate::package::module::{self, Packed};
use crate::package::rid::Rid;
use crate::run;
use crate::say;
use crate::steps::{Outcome, Report};
use crate::tools;
use azmi_native_tests::emulator::Emulator;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// The .NET program that does the main job through the shim's library.
const PROJECT: &str = "tests/dotnet/Demo/Demo.csproj";
const SOURCES: [&str; 5] =
    ["tests/dotnet/Demo", "powershell/src", "Directory.Build.props", "global.json", "Cargo.toml"];

/// Starts the emulator and asks `azmi`, .NET and PowerShell for the same principal id.
pub fn run(options: &Common) -> Result<bool, String> {
    let context = Context::new(options.offline);
    let start = Instant::now();
    if !context.target().join("debug").join(exe("azmi")).is_file() {
        say!(
            "The first demo builds everything: two to five minutes on two cores, and 2 GB below {}.\n",
            context.target().display()
        );
    }
    run::run(&mut context.cargo(["build", "--package", "azmi-cli", "--package", "azmi-ffi"]))?;
    let debug = context.target().join("debug");
    let library = ["libazmi.so", "azmi.dll", "libazmi.dylib"].map(|name| debug.join(name));
    let library = library.into_iter().find(|file| file.is_file()).ok_or("cargo built no library")?;
    let native = Native { program: debug.join(exe("azmi")), library };

    let emulator = Emulator::start(&native.program, &context.scratch("demo")?, &[])?;
    let expected = emulator.fact("systemAssigned.principalId")?.to_owned();
    let mut report = Report::default();
    report.push(
        "build and emulator",
        Outcome::Passed(format!("VM {}, principal id {expected}", emulator.fact("vmName")?)),
        start.elapsed(),
    );
    let sides: [(&str, &str, Ask); 3] =
        [("azmi", "", azmi), (".NET", "dotnet", dotnet), ("PowerShell", "pwsh", powershell)];
    for (name, tool, ask) in sides {
        // The module is built with the SDK.
        let needs = [tool, if name == "PowerShell" { "dotnet" } else { "" }];
        let missing = needs
            .into_iter()
            .filter(|tool| !tool.is_empty())
            .find_map(|tool| Some((tool, tools::need(&context, tool).err()?)));
        if let Some((tool, why)) = missing {
            report.miss(tool, why);
            let why = format!("needs {tool}");
            let required = options.require.iter().any(|word| word == tool);
            report.push(
                name,
                if required { Outcome::Failed(format!("required, but {why}")) } else { Outcome::Skipped(why) },
                Duration::ZERO,
            );
            continue;
        }
        let start = Instant::now();
        let outcome = match ask(&context, &native)
            .and_then(|mut command| run::read(run::on_loopback(&mut command).envs(emulator.environment())))
        {
            Err(why) => Outcome::Failed(why),
            Ok(output) => match output.lines().last().unwrap_or_default().trim() {
                id if id == expected => Outcome::Passed(id.to_owned()),
                other => Outcome::Failed(format!("printed `{other}`, not {expected}")),
            },
        };
        report.push(name, outcome, start.elapsed());
    }
    let ok = report.close();
    if ok {
        let azmi = native.program.strip_prefix(context.root()).unwrap_or(&native.program).display().to_string();
        say!(
            "\nNext: `{azmi} emulate -- {azmi} whoami` runs a command on such a VM; `{azmi} emulate` starts one and says how to use it."
        );
        say!("`cargo xtask test` runs every test this machine can run; `cargo xtask package` makes the module.");
    }
    Ok(ok)
}

/// Makes the command whose last line is a principal id.
type Ask = fn(&Context, &Native) -> Result<Command, String>;

fn exe(name: &str) -> String {
    format!("{name}{}", std::env::consts::EXE_SUFFIX)
}

fn azmi(context: &Context, native: &Native) -> Result<Command, String> {
    let mut command = context.command(&native.program);
    command.args(["vm", "principal-id", "--output", "tsv"]);
    Ok(command)
}

fn dotnet(context: &Context, native: &Native) -> Result<Command, String> {
    let dotnet = context.dotnet()?;
    let program: PathBuf = context.path("target/dotnet/bin/Demo/release/Demo.dll");
    if !module::is_newer(context, &program, &SOURCES) {
        dotnet.build(context, PROJECT)?;
    }
    let mut command = dotnet.command(context, [program]);
    command.env("AZMI_TEST_LIBRARY", &native.library);
    Ok(command)
}

fn powershell(context: &Context, native: &Native) -> Result<Command, String> {
    let rid = Rid::host().ok_or("the module does not serve this system")?;
    let Packed { folder, .. } = module::lay_out_small(context, &context.scratch("demo")?, rid, native)?;
    let mut command = context.pwsh()?.script(context, "rust/xtask/scripts/Show-PrincipalId.ps1");
    command.arg("-Module").arg(folder);
    Ok(command)
}

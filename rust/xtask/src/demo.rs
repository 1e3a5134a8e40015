//! `demo`: signs in with the VM's identity and prints its principal id, from `azmi`, .NET and PowerShell.

use crate::args::Common;
use crate::context::Context;
use crate::package::build::Native;
use crate::package::module;
use crate::package::rid::Rid;
use crate::run;
use crate::say;
use crate::steps::{self, Step};
use azmi_native_tests::emulator::Emulator;
use std::env::consts::EXE_SUFFIX;
use std::path::Path;
use std::process::Command;

/// The .NET program that prints the principal id through the shim's library.
const PROJECT: &str = "tests/dotnet/Demo/Demo.csproj";
const SOURCES: [&str; 5] =
    ["tests/dotnet/Demo", "powershell/src", "Directory.Build.props", "global.json", "Cargo.toml"];

const EMULATOR: &[&str] = &["emulator"];
const STEPS: &[Step] = &[
    Step::new("emulator", &[], start),
    Step::new("azmi", &[], |context| {
        let mut azmi = context.command(&started(context)?.0.program);
        azmi.args(["vm", "principal-id", "--output", "tsv"]);
        compare(context, azmi)
    })
    .after(EMULATOR),
    Step::new(".NET", &["dotnet"], dotnet).after(EMULATOR),
    Step::new("PowerShell", &["dotnet", "pwsh"], powershell).after(EMULATOR),
];

/// Starts the emulator, and gets the same principal id with `azmi`, .NET and PowerShell.
pub fn run(options: &Common) -> Result<bool, String> {
    let context = Context::new(options.offline);
    let azmi = context.target.join("debug").join(format!("azmi{EXE_SUFFIX}"));
    if !azmi.is_file() {
        let folder = context.target.display();
        say!("The first demo builds everything: one to five minutes on two cores, and up to 3 GB below {folder}.");
    }
    let ok = steps::run(&context, STEPS, &[], &options.require)?;
    if ok {
        let azmi = azmi.strip_prefix(&context.root).unwrap_or(&azmi).display();
        say!(
            "\nNext: `{azmi} emulate -- {azmi} whoami` runs a command on such a VM; `{azmi} emulate` starts one and says how to use it."
        );
        say!("`cargo xtask test` runs every test that this machine can run; `cargo xtask package` builds the module.");
    }
    Ok(ok)
}

fn start(context: &Context) -> Result<String, String> {
    run::run(&mut context.cargo(["build", "--package", "azmi-cli", "--package", "azmi-ffi"]))?;
    let debug = context.target.join("debug");
    let library = ["libazmi.so", "azmi.dll", "libazmi.dylib"].map(|name| debug.join(name));
    let library = library.into_iter().find(|file| file.is_file()).ok_or("cargo built no library")?;
    let native = Native { program: debug.join(format!("azmi{EXE_SUFFIX}")), library };
    let emulator = Emulator::start(&native.program, &context.scratch("demo")?, &[])?;
    let (_, emulator) = context.demo.get_or_init(|| (native, emulator));
    Ok(format!("VM {}, principal id {}", emulator.fact("vmName")?, emulator.fact("systemAssigned.principalId")?))
}

fn started(context: &Context) -> Result<&(Native, Emulator), String> {
    context.demo.get().ok_or_else(|| "the emulator isn't running".to_owned())
}

/// Checks that the last line that the command prints is the principal id.
fn compare(context: &Context, mut command: Command) -> Result<String, String> {
    let (_, emulator) = started(context)?;
    let output = run::read(run::on_loopback(&mut command).envs(emulator.environment()))?;
    match (output.lines().last().unwrap_or_default().trim(), emulator.fact("systemAssigned.principalId")?) {
        (id, expected) if id == expected => Ok(id.to_owned()),
        (other, expected) => Err(format!("printed `{other}`, not {expected}")),
    }
}

fn dotnet(context: &Context) -> Result<String, String> {
    let dotnet = context.dotnet()?;
    let program = context.path("target/dotnet/bin/Demo/release/Demo.dll");
    if !module::is_newer(context, &program, &SOURCES) {
        dotnet.build(context, Path::new(PROJECT), &[])?;
    }
    let mut command = dotnet.command(context, [program]);
    command.env("AZMI_TEST_LIBRARY", &started(context)?.0.library);
    compare(context, command)
}

fn powershell(context: &Context) -> Result<String, String> {
    let rid = Rid::host().ok_or("the module doesn't support this system")?;
    let packed = module::lay_out_small(context, &context.scratch("demo")?, rid, &started(context)?.0)?;
    let mut command = context.pwsh()?.script(context, "rust/xtask/scripts/Show-PrincipalId.ps1");
    command.arg("-Module").arg(packed.folder);
    compare(context, command)
}

//! The steps of `test`: every test this machine can run.

use super::package::{MODULES, REBUILD, natives};
use super::{Step, When, samples, windows};
use crate::context::Context;
use crate::package::build::{Native, build_native};
use crate::package::module::Packed;
use crate::package::release;
use crate::package::rid::Rid;
use crate::tools::azure_clients;
use crate::tools::download::unpack;
use crate::tools::powershell::PowerShell;
use crate::{abi, header, run, signing};
use std::ffi::OsString;
use std::process::Command;

/// The crates whose tests share one build: each step takes the same, or cargo would choose other features and compile everything anew.
/// Not among them: this one, whose program is running, which Windows doesn't let be written anew; and the rules of the tree, which are lint's.
const TEST: [&str; 6] = ["test", "--workspace", "--exclude", "azmi-xtask", "--exclude", "azmi-tidy"];

const NATIVE: &[&str] = &["natives/linux-x64", "natives/win-x64"];

/// Steps between the natives and those of samples and Windows.
const STEPS: &[Step] = &[
    step("rust", &[], &[], rust),
    step("rust/xtask", &[], &[], own),
    step("header", &[], &[], |context| header::verify(context).map(|()| String::new())),
    step("rust/c", &["linux", "cc", "c++"], &[], |context| {
        ignored(context, &["c_smoke::", "secrets::", "header::"], &[])
    }),
    step("rust/namespaces", &["namespaces"], &[], |context| {
        let tests = ["link_local::", "source_vm_extension::", "the_agents_real_folder"];
        ignored(context, &tests, &[])
    }),
    step("rust/accounts", &["namespaces", "accounts"], &[], |context| {
        ignored(context, &["an_account_without_the_right"], &[])
    }),
    step("shells/bash", &["linux", "bash"], &[], |context| ignored(context, &["bash_"], &[])),
    step("shells/zsh", &["linux", "zsh"], &[], |context| ignored(context, &["zsh_"], &[])),
    step("shells/fish", &["linux", "fish"], &[], |context| ignored(context, &["fish_"], &[])),
    step("shells/pwsh", &["linux", "pwsh"], &[], |context| ignored(context, &["powershell_completes"], &[])),
    step("shells/man", &["linux", "man"], &[], |context| ignored(context, &["man_reads"], &[])),
    step("shells/terminal", &["linux", "script"], &[], |context| ignored(context, &["colors_are_for_terminals"], &[])),
    step("abi/compatible", &["linux", "cc", "abidiff"], &[], abi::compatible),
    step("abi/attack", &["linux", "cc"], NATIVE, |context| native_tests(context, "attack::")),
    step("abi/archive-linux", &["linux", "cc", "c++", "pkg-config", "cmake"], NATIVE, |context| {
        abi::archive(context, Rid::host().unwrap_or(Rid::LinuxX64), "archive::linux")
    }),
    step("abi/archive-windows", &["mingw"], NATIVE, |context| abi::archive(context, Rid::WinX64, "archive::windows")),
    deep("abi/valgrind", &["linux", "cc", "valgrind"], abi::valgrind),
    deep("abi/address", &["linux-x64", "cc"], abi::address),
    deep("abi/thread", &["linux-x64", "rust-src"], abi::thread),
];

const LATER: &[Step] = &[
    step("dotnet", &["dotnet"], &["package/modules"], dotnet),
    step("signing/programs", &["dotnet", "osslsigncode", "openssl"], &["package/archives"], |context| {
        signing::tried(context, true)
    }),
    step("signing/scripts", &["dotnet", "sign-scripts", "openssl"], &["package/archives"], |context| {
        signing::tried(context, false)
    }),
    step("pwsh", &["dotnet", "pwsh", "pester"], &["package/archives"], |context| pester(context, context.pwsh()?)),
    step("powershell", &["powershell", "dotnet", "pester"], &["package/archives"], |context| {
        let shell = PowerShell::find_windows_powershell(context).ok_or("no Windows PowerShell")?;
        pester(context, &shell)
    }),
    beside("azure-cli", &["az"], |context| {
        let az = context.on_path("az").unwrap_or_default();
        ignored(context, &["azure_cli::"], &[("AZMI_AZ", az.into())])
    }),
    beside("azure-clients/ours", &["namespaces"], |context| ignored(context, &["source_requests::"], &[])),
    beside("azure-clients/theirs", &["namespaces", "peers"], |context| {
        let mut variables = vec![("AZMI_PEERS", azure_clients::folder(context).into())];
        if let Ok(dotnet) = context.dotnet() {
            variables.extend(dotnet.variables());
        }
        ignored(context, &["source_requests::"], &variables)
    }),
];

const LAST: &[Step] = &[
    step("guard", &["linux-x64", "valgrind"], NATIVE, crate::bench::guard),
    step("bench", &["linux", "hyperfine"], &["package/archives"], crate::bench::quick),
    Step { name: "fuzz", needs: &["linux-x64"], after: &[], when: When::Deep, run: crate::fuzz::run },
];

const CASES: Step = step("cases", &["linux", "python3"], NATIVE, |context| {
    let native = native(context)?;
    let mut python = context.command("python3");
    python.arg("tests/cases/run.py").env("AZMI", native.program).env("AZMI_LIBRARY", native.library);
    run::run(run::on_loopback(&mut python)).map(|()| String::new())
});

/// All of them, in the order of the table.
pub fn steps(context: &Context) -> Vec<Step> {
    let mut steps: Vec<Step> = natives(context).collect();
    steps.extend(STEPS);
    steps.extend(MODULES);
    steps.push(REBUILD);
    steps.extend(LATER);
    steps.extend(windows::STEPS);
    steps.extend(samples::STEPS);
    if context.path("tests/cases/run.py").is_file() {
        steps.push(CASES);
    }
    steps.extend(LAST);
    steps
}

/// A step that runs each time.
pub(super) const fn step(
    name: &'static str,
    needs: &'static [&'static str],
    after: &'static [&'static str],
    run: fn(&Context) -> Result<String, String>,
) -> Step {
    Step { name, needs, after, when: When::Always, run }
}

/// One that runs beside the others.
pub(super) const fn beside(
    name: &'static str,
    needs: &'static [&'static str],
    run: fn(&Context) -> Result<String, String>,
) -> Step {
    Step { name, needs, after: &[], when: When::Beside, run }
}

const fn deep(name: &'static str, needs: &'static [&'static str], run: fn(&Context) -> Result<String, String>) -> Step {
    Step { name, needs, after: NATIVE, when: When::Deep, run }
}

/// The native files of this system.
pub fn native(context: &Context) -> Result<Native, String> {
    build_native(context, Rid::host().ok_or("the module does not serve this system")?)
}

fn rust(context: &Context) -> Result<String, String> {
    let mut cargo = context.cargo(TEST);
    cargo.arg("--no-fail-fast");
    if context.deep {
        cargo.env("AZMI_DEEP", "1");
    }
    run::run(run::on_loopback(&mut cargo)).map(|()| String::new())
}

fn own(context: &Context) -> Result<String, String> {
    let mut cargo = context.cargo(["test", "--package", "azmi-xtask"]);
    if cfg!(windows) {
        cargo.env("CARGO_TARGET_DIR", context.scratch("own")?);
    }
    run::run(run::on_loopback(&mut cargo)).map(|()| String::new())
}

/// Runs those of the integration tests that are ignored for want of a tool, by their names' beginning; that none has the name is a failure.
pub fn ignored(context: &Context, filters: &[&str], variables: &[(&'static str, OsString)]) -> Result<String, String> {
    let command = || {
        let mut cargo = context.cargo(TEST);
        run::on_loopback(&mut cargo).args(["--test", "it", "--", "--ignored"]).args(filters);
        cargo.envs(variables.iter().map(|(name, value)| (name, value)));
        cargo
    };
    let count = counted(&mut command())?;
    run::run(&mut command())?;
    Ok(format!("{count} tests"))
}

/// How many tests such a command would run; none is a failure.
pub fn counted(cargo: &mut Command) -> Result<usize, String> {
    let list = run::read(cargo.arg("--list"))?;
    match list.lines().filter(|line| line.ends_with(": test")).count() {
        0 => Err("no test has that name".to_owned()),
        count => Ok(count),
    }
}

/// Runs tests of `tests/native` on the library as it ships.
pub fn native_tests(context: &Context, filter: &str) -> Result<String, String> {
    ignored(context, &[filter], &built(context)?)
}

/// The variables by which tests find what was built.
pub fn built(context: &Context) -> Result<Vec<(&'static str, OsString)>, String> {
    let native = native(context)?;
    let packed = Packed::at(&context.place);
    let mut variables: Vec<(&'static str, OsString)> = vec![
        ("AZMI_TEST_AZMI", native.program.into()),
        ("AZMI_TEST_LIBRARY", native.library.into()),
        ("AZMI_TEST_MODULE", packed.folder.into()),
    ];
    if let Ok(dotnet) = context.dotnet() {
        variables.push(("AZMI_TEST_DOTNET", dotnet.program().into()));
        variables.extend(dotnet.variables());
    }
    if let Ok(pwsh) = context.pwsh() {
        variables.push(("AZMI_TEST_PWSH", pwsh.words()));
    }
    Ok(variables)
}

fn dotnet(context: &Context) -> Result<String, String> {
    let (dotnet, project) = (context.dotnet()?, "tests/dotnet/ManagedIdentity.Tests");
    dotnet.build(context, project)?;
    let mut command =
        dotnet.command(context, ["test", project, "--no-build", "--configuration", "Release", "--nologo"]);
    command.envs(built(context)?).env("AZMI_TEST_LIBRARY", Packed::at(&context.place).library()?);
    run::run(run::on_loopback(&mut command)).map(|()| String::new())
}

/// The tests of the packed module: of what is handed out, the zip, unpacked as an administrator does it.
fn pester(context: &Context, shell: &PowerShell) -> Result<String, String> {
    let modules = context.scratch("pester")?.join("modules");
    let dist = release::dist(context);
    unpack(&dist.join(release::zip_name()), &modules, "")?;
    let mut command = shell.script(context, "rust/xtask/scripts/Invoke-ModuleTest.ps1");
    command.arg("-Pester").arg(shell.module(context, "Pester", "5.5.0")?);
    command.arg("-Path").arg(context.path("tests/pester"));
    command.envs(built(context)?).env("AZMI_TEST_DIST", dist);
    command.env("AZMI_TEST_MODULE", Packed::at(&modules).folder);
    run::run(run::on_loopback(&mut command)).map(|()| format!("{} {}", shell.name, shell.version))
}

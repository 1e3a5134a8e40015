//! The steps of `test`: every test that this machine can run.

use super::package::{MODULES, REBUILD, natives};
use super::{Step, samples, windows};
use crate::context::Context;
use crate::package::build::{Native, build_native};
use crate::package::module::Packed;
use crate::package::rid::Rid;
use crate::package::{release, sign};
use crate::tools::azure_clients;
use crate::tools::download::unpack;
use crate::tools::powershell::PowerShell;
use crate::{bench, fuzz, header, run, sanitizers};
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

/// Tests of all crates share one build; with other crates, cargo would choose other features and recompile. It excludes
/// this crate, because Windows can't overwrite a running program, and `azmi-tidy`, which is part of `lint`.
const TEST: [&str; 6] = ["test", "--workspace", "--exclude", "azmi-xtask", "--exclude", "azmi-tidy"];

const NATIVE: &[&str] = &["natives/linux-x64", "natives/win-x64"];
const MODULE: &[&str] = &["package/modules"];
const ARCHIVES: &[&str] = &["package/archives"];

/// The steps between native files and modules.
const STEPS: &[Step] = &[
    Step::new("rust", &[], rust),
    Step::new("rust/xtask", &[], own),
    Step::new("header", &[], header::verify),
    Step::new("rust/c", &["linux", "cc", "c++"], |context| {
        ignored(context, &["c_smoke::", "secrets::", "header::"], &[])
    }),
    Step::new("rust/namespaces", &["namespaces"], |context| {
        ignored(context, &["link_local::", "source_vm_extension::", "the_agents_real_folder"], &[])
    }),
    Step::new("rust/accounts", &["namespaces", "accounts"], |context| {
        ignored(context, &["an_account_without_the_right"], &[])
    }),
    Step::new("shells/bash", &["linux", "bash"], |context| ignored(context, &["bash_"], &[])),
    Step::new("shells/zsh", &["linux", "zsh"], |context| ignored(context, &["zsh_"], &[])),
    Step::new("shells/fish", &["linux", "fish"], |context| ignored(context, &["fish_"], &[])),
    Step::new("shells/pwsh", &["linux", "pwsh"], |context| ignored(context, &["powershell_completes"], &[])),
    Step::new("shells/man", &["linux", "man"], |context| ignored(context, &["man_renders"], &[])),
    Step::new("shells/docs", &["linux", "bash", "curl", "pwsh"], |context| ignored(context, &["documents_"], &[])),
    Step::new("shells/terminal", &["linux", "script"], |context| ignored(context, &["terminals"], &[])),
    Step::new("abi/compatible", &["linux", "cc", "abidiff"], |context| ignored(context, &["interface::"], &[])),
    Step::new("abi/attack", &["linux", "cc"], |context| native_tests(context, "attack::")).after(NATIVE),
    Step::new("abi/archive-linux", &["linux", "cc", "c++", "pkg-config", "cmake"], |context| {
        sanitizers::archive(context, Rid::host().unwrap_or(Rid::LinuxX64), "archive::linux")
    })
    .after(NATIVE),
    Step::new("abi/archive-windows", &["mingw"], |context| {
        sanitizers::archive(context, Rid::WinX64, "archive::windows")
    })
    .after(NATIVE),
    Step::new("abi/valgrind", &["linux", "cc", "valgrind"], sanitizers::valgrind).after(NATIVE).deep(),
    Step::new("abi/address", &["linux-x64", "cc"], sanitizers::address).after(NATIVE).deep(),
    Step::new("abi/thread", &["linux-x64", "rust-src"], sanitizers::thread).deep(),
];

const LATER: &[Step] = &[
    Step::new("dotnet", &["dotnet"], dotnet).after(MODULE),
    Step::new("signing/programs", &["dotnet", "osslsigncode", "openssl"], |context| sign::tried(context, true))
        .after(ARCHIVES),
    Step::new("signing/scripts", &["dotnet", "sign-scripts", "openssl"], |context| sign::tried(context, false))
        .after(ARCHIVES),
    Step::new("pwsh", &["dotnet", "pwsh", "pester"], |context| pester(context, context.pwsh()?)).after(ARCHIVES),
    Step::new("powershell", &["powershell", "dotnet", "powershell-pester"], |context| {
        pester(context, &PowerShell::find_windows_powershell(context)?)
    })
    .after(ARCHIVES),
    Step::new("azure-cli", &["az"], |context| {
        let az = context.on_path("az").unwrap_or_default();
        ignored(context, &["azure_cli::"], &[("AZMI_AZ", az.into())])
    })
    .beside(),
    Step::new("azure-clients/ours", &["namespaces"], |context| ignored(context, &["source_requests::"], &[])).beside(),
    Step::new("azure-clients/theirs", &["namespaces", "peers"], |context| {
        let mut variables = vec![("AZMI_PEERS", azure_clients::folder(context).into())];
        variables.extend(context.dotnet().map(|dotnet| dotnet.variables()).unwrap_or_default());
        ignored(context, &["source_requests::"], &variables)
    })
    .beside(),
];

const LAST: &[Step] = &[
    Step::new("cases", &["linux", "python3"], cases).after(NATIVE),
    Step::new("guard", &["linux-x64", "valgrind"], bench::guard).after(NATIVE),
    Step::new("bench", &["linux", "hyperfine"], bench::quick).after(ARCHIVES).beside(),
    Step::new("fuzz", &["linux-x64"], fuzz::run).beside().deep(),
];

/// Returns all steps, in the order of the table.
pub fn steps(context: &Context) -> Vec<Step> {
    let mut steps: Vec<Step> = natives(context).collect();
    for more in [STEPS, &MODULES, &[REBUILD.deep()], LATER, windows::STEPS, samples::STEPS, LAST] {
        steps.extend(more);
    }
    steps
}

pub fn native(context: &Context) -> Result<Native, String> {
    build_native(context, Rid::host().ok_or("the module doesn't support this system")?)
}

fn rust(context: &Context) -> Result<String, String> {
    let mut cargo = context.cargo(TEST);
    // Most long tests wait for a retry or a time limit. With more threads, tests that must end at once would be too
    // slow.
    cargo.arg("--no-fail-fast").env("RUST_TEST_THREADS", "4");
    if context.deep {
        cargo.env("AZMI_DEEP", "1");
    }
    run::run(run::on_loopback(&mut cargo))
}

fn own(context: &Context) -> Result<String, String> {
    let mut cargo = context.cargo(["test", "--package", "azmi-xtask"]);
    if cfg!(windows) {
        cargo.env("CARGO_TARGET_DIR", context.scratch("own")?);
    }
    run::run(run::on_loopback(&mut cargo))
}

/// Runs ignored integration tests, which need a tool, by the beginning of their names.
pub fn ignored(context: &Context, filters: &[&str], variables: &[(&'static str, OsString)]) -> Result<String, String> {
    let mut cargo = context.cargo(TEST);
    cargo.args(["--test", "it", "--", "--ignored"]).args(filters);
    cargo.envs(variables.iter().map(|(name, value)| (name, value)));
    counted(run::on_loopback(&mut cargo))
}

/// Runs a `cargo test`, and counts the passed tests. Fails if no test has the name.
pub fn counted(cargo: &mut Command) -> Result<String, String> {
    let is_of_no_test =
        |line: &str| line.is_empty() || line == "running 0 tests" || line.contains(" ok. 0 passed; 0 failed");
    let output = run::show(cargo, is_of_no_test)?;
    let results = output.lines().filter_map(|line| line.strip_prefix("test result: ok. ")?.split(' ').next());
    let passed = results.filter_map(|count| count.parse::<usize>().ok());
    match passed.sum::<usize>() {
        0 => Err("no test has that name".to_owned()),
        1 => Ok("1 test".to_owned()),
        count => Ok(format!("{count} tests")),
    }
}

/// Runs tests of `tests/native` with the release build of the library.
pub fn native_tests(context: &Context, filter: &str) -> Result<String, String> {
    ignored(context, &[filter], &built(context)?)
}

/// Returns the variables with the paths of built files, for tests.
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
    dotnet.build(context, Path::new(project), &[])?;
    let args = ["test", project, "--no-build", "--configuration", "Release", "--nologo"];
    let mut command = dotnet.command(context, args);
    command.envs(built(context)?).env("AZMI_TEST_LIBRARY", Packed::at(&context.place).library()?);
    run::run(run::on_loopback(&mut command))
}

/// Tests the packed module: the release zip, unpacked as an administrator does it.
fn pester(context: &Context, shell: &PowerShell) -> Result<String, String> {
    let modules = context.scratch("pester")?.join("modules");
    let dist = release::dist(context);
    unpack(&dist.join(release::zip_name()), &modules, "")?;
    let mut command = shell.script(context, "rust/xtask/scripts/Invoke-ModuleTest.ps1");
    command.arg("-Pester").arg(shell.pester(context)?).arg("-Path").arg(context.path("tests/pester"));
    command.envs(built(context)?).env("AZMI_TEST_DIST", dist);
    command.env("AZMI_TEST_MODULE", Packed::at(&modules).folder);
    run::run(run::on_loopback(&mut command)).map(|_| format!("{} {}", shell.name, shell.version))
}

fn cases(context: &Context) -> Result<String, String> {
    let native = native(context)?;
    let mut python = context.command("python3");
    python.arg("tests/cases/run.py").env("AZMI", native.program).env("AZMI_LIBRARY", native.library);
    run::run(run::on_loopback(&mut python))
}

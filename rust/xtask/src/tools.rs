//! The programs that steps need, from `PATH` or a pinned download.

pub mod azure_clients;
pub mod dotnet;
pub mod download;
pub mod powershell;
pub mod windows;

use crate::context::Context;
use crate::package::build::Toolchain;
use crate::package::rid::Rid;
use crate::run;
use powershell::PowerShell;
use std::path::PathBuf;

/// Programs that only have to be on `PATH`, and the package to install if its name differs.
const ON_PATH: &[(&str, &str)] = &[
    ("abidiff", "abigail-tools"),
    ("az", "azure-cli"),
    ("bash", ""),
    ("c++", "g++"),
    ("cargo-deny", "cargo-deny with `cargo install --locked cargo-deny`"),
    ("cc", "gcc"),
    ("cmake", ""),
    ("curl", ""),
    ("fish", ""),
    ("hyperfine", ""),
    ("man", "man-db"),
    ("mcs", "mono-devel"),
    ("mono", "mono-devel"),
    ("node", "Node.js 20 or newer"),
    ("npm", "Node.js 20 or newer"),
    ("openssl", ""),
    ("osslsigncode", "osslsigncode 2.8 or newer"),
    ("pkg-config", ""),
    ("python3", "Python 3.9 or newer, with venv"),
    ("ruby", ""),
    ("script", "bsdutils"),
    ("strace", ""),
    ("valgrind", ""),
    ("x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64"),
    ("zsh", ""),
];

type Need = fn(&Context) -> Result<(), String>;

/// Other needs of steps, each with its own check.
const OTHERS: &[(&str, Need)] = &[
    ("accounts", |context| {
        let args = ["--reuid=65534", "--regid=65534", "--clear-groups", "true"];
        works(context, "setpriv", &[&args], "this account can't switch to another one: run as root on Linux")
    }),
    ("build-linux-arm64", |context| Toolchain::find(context, Rid::LinuxArm64).map(drop)),
    ("build-linux-x64", |context| Toolchain::find(context, Rid::LinuxX64).map(drop)),
    ("build-win-arm64", |context| Toolchain::find(context, Rid::WinArm64).map(drop)),
    ("build-win-x64", |context| Toolchain::find(context, Rid::WinX64).map(drop)),
    ("certificate", |context| {
        let missing = "NOT SIGNED: no certificate was specified (--certificate FILE --password-file FILE)";
        context.certificate.as_ref().map(drop).ok_or_else(|| missing.to_owned())
    }),
    ("dotnet", |context| context.dotnet().map(drop)),
    ("linux", |_| only_on(cfg!(target_os = "linux"), "Linux")),
    ("linux-x64", |_| {
        let here = cfg!(all(target_os = "linux", target_env = "gnu", target_arch = "x86_64"));
        only_on(here, "Linux with glibc on x86-64")
    }),
    ("mingw", |context| windows::Mingw::find(context).map(drop)),
    ("namespaces", |context| {
        let own: &[&str] = &["--mount", "--net", "true"];
        let mapped: &[&str] = &["--map-root-user", "--mount", "--net", "true"];
        let missing = "this account can't create mount and network namespaces: run as root on Linux";
        works(context, "unshare", &[own, mapped], missing)
    }),
    ("peers", |context| {
        azure_clients::Client::ALL.into_iter().try_for_each(|client| azure_clients::installed(context, client))
    }),
    ("pester", |context| context.pwsh()?.pester(context).map(drop)),
    ("powershell", |context| PowerShell::find_windows_powershell(context).map(drop)),
    ("powershell-pester", |context| PowerShell::find_windows_powershell(context)?.pester(context).map(drop)),
    ("pwsh", |context| context.pwsh().map(drop)),
    ("rust-src", |context| windows::std_source(context).map(drop)),
    ("script-analyzer", |context| context.pwsh()?.script_analyzer(context).map(drop)),
    ("sign-scripts", signs_scripts),
    ("wine", |context| windows::wine(context).map(drop)),
];

pub fn is_known(name: &str) -> bool {
    OTHERS.iter().any(|(known, _)| *known == name) || ON_PATH.iter().any(|(known, _)| *known == name)
}

pub fn need(context: &Context, name: &str) -> Result<(), String> {
    match OTHERS.iter().find(|(known, _)| *known == name) {
        Some((_, need)) => need(context),
        None => on_path(context, name).map(drop),
    }
}

pub fn on_path(context: &Context, name: &str) -> Result<PathBuf, String> {
    let package = ON_PATH.iter().find(|(known, package)| *known == name && !package.is_empty());
    let package = package.map_or(name, |(_, package)| package);
    context.on_path(name).ok_or_else(|| format!("not on PATH: install {package}"))
}

fn only_on(here: bool, what: &str) -> Result<(), String> {
    if here { Ok(()) } else { Err(format!("only supported on {what}")) }
}

/// Checks that a program succeeds with one of these lists of arguments.
fn works(context: &Context, program: &str, tries: &[&[&str]], missing: &str) -> Result<(), String> {
    let works =
        |args: &&[&str]| run::output(context.command(program).args(*args)).is_ok_and(|output| output.status.success());
    if tries.iter().any(works) { Ok(()) } else { Err(missing.to_owned()) }
}

/// Checks that osslsigncode is 2.8 or newer, the first version that signs scripts.
fn signs_scripts(context: &Context) -> Result<(), String> {
    let program = on_path(context, "osslsigncode")?;
    // Some versions fail after printing their version: `osslsigncode 2.9, using: ...`.
    let output = run::output(context.command(program).arg("--version"))?;
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    let version = said.split_whitespace().nth(1).unwrap_or_default().trim_end_matches(',');
    if number(version) >= (2, 8) {
        return Ok(());
    }
    Err(format!("{version} is too old: install osslsigncode 2.8 or newer, which signs scripts"))
}

/// Returns the first two numbers of a version.
pub fn number(version: &str) -> (u32, u32) {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
}

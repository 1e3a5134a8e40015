//! The programs that steps need: what the machine has on `PATH`, else a pinned download.

pub mod azure_clients;
pub mod dotnet;
pub mod download;
pub mod powershell;
pub mod windows;

use crate::context::Context;
use crate::package::build::Toolchain;
use crate::package::rid::Rid;
use crate::run;
use std::path::PathBuf;

/// Programs that need nothing but to be on `PATH`, and what to install for them.
const ON_PATH: &[(&str, &str)] = &[
    ("abidiff", "install abigail-tools"),
    ("az", "install azure-cli"),
    ("bash", "install bash"),
    ("c++", "install g++"),
    ("cargo-deny", "run `cargo install --locked cargo-deny`"),
    ("cc", "install gcc"),
    ("cmake", "install cmake"),
    ("curl", "install curl"),
    ("fish", "install fish"),
    ("hyperfine", "install hyperfine"),
    ("man", "install man-db"),
    ("mcs", "install mono-devel"),
    ("mono", "install mono-devel"),
    ("node", "install Node.js 20 or newer"),
    ("npm", "install Node.js 20 or newer"),
    ("openssl", "install openssl"),
    ("osslsigncode", "install osslsigncode"),
    ("pkg-config", "install pkg-config"),
    ("python3", "install Python 3.9 or newer"),
    ("ruby", "install ruby"),
    ("script", "install bsdutils"),
    ("strace", "install strace"),
    ("valgrind", "install valgrind"),
    ("zsh", "install zsh"),
];

/// What else a step may need, each found in a way of its own.
const OTHERS: &[&str] = &[
    "accounts",
    "build-linux-arm64",
    "build-linux-x64",
    "build-win-arm64",
    "build-win-x64",
    "certificate",
    "dotnet",
    "linux",
    "linux-x64",
    "mingw",
    "namespaces",
    "peers",
    "pester",
    "powershell",
    "pwsh",
    "rust-src",
    "script-analyzer",
    "sign-scripts",
    "wine",
];

/// Whether there is a tool of that name.
pub fn is_known(name: &str) -> bool {
    OTHERS.contains(&name) || ON_PATH.iter().any(|(known, _)| *known == name)
}

/// Whether a tool is here.
pub fn need(context: &Context, name: &str) -> Result<(), String> {
    if let Some((_, advice)) = ON_PATH.iter().find(|(known, _)| *known == name) {
        return on_path(context, name, advice).map(drop);
    }
    let only_on = |here: bool, what: &str| {
        if here { Ok(()) } else { Err(format!("set up for {what} only")) }
    };
    if let Some(rid) = name.strip_prefix("build-") {
        let rid = Rid::ALL.into_iter().find(|each| each.name() == rid);
        return Toolchain::find(context, rid.ok_or("no such system")?).map(drop);
    }
    match name {
        "accounts" => {
            let mut setpriv = context.command("setpriv");
            setpriv.args(["--reuid=65534", "--regid=65534", "--clear-groups", "true"]);
            let may = run::output(&mut setpriv).is_ok_and(|output| output.status.success());
            let advice = "this account may not become another: run as an administrator on Linux";
            if may { Ok(()) } else { Err(advice.to_owned()) }
        }
        "certificate" => match context.certificate {
            Some(_) => Ok(()),
            None => Err("NOT SIGNED: none was given (--certificate FILE --password-file FILE)".to_owned()),
        },
        "dotnet" => context.dotnet().map(drop),
        "linux" => only_on(cfg!(target_os = "linux"), "Linux"),
        "linux-x64" => only_on(
            cfg!(all(target_os = "linux", target_env = "gnu", target_arch = "x86_64")),
            "Linux with glibc on x86-64",
        ),
        "mingw" => windows::Mingw::find(context).map(drop),
        "namespaces" => namespaces(context),
        "peers" => {
            azure_clients::Client::ALL.into_iter().try_for_each(|client| azure_clients::installed(context, client))
        }
        "pester" => context.pwsh()?.module(context, "Pester", "5.5.0").map(drop),
        "powershell" => powershell::PowerShell::find_windows_powershell(context)
            .map(drop)
            .ok_or_else(|| "Windows PowerShell 5.1 is part of Windows".to_owned()),
        "pwsh" => context.pwsh().map(drop),
        "rust-src" => windows::std_source(context).map(drop),
        "script-analyzer" => {
            let pwsh = context.pwsh()?;
            pwsh.module(context, "PSScriptAnalyzer", "1.20.0").map(drop)
        }
        "sign-scripts" => signs_scripts(context),
        "wine" => windows::wine(context).map(drop),
        other => Err(format!("nothing is known of a tool {other}")),
    }
}

/// A program on `PATH`.
pub fn on_path(context: &Context, name: &str, advice: &str) -> Result<PathBuf, String> {
    let found = context.on_path(name);
    found.ok_or_else(|| format!("not on PATH: {advice}"))
}

/// Networks and mounts of a program's own, which not every account may make.
fn namespaces(context: &Context) -> Result<(), String> {
    let advice = "this account may make no namespaces of mounts and networks: run as an administrator on Linux";
    let tries: [&[&str]; 2] = [&[], &["--map-root-user"]];
    let made = tries.into_iter().any(|rights| {
        let mut unshare = context.command("unshare");
        unshare.args(rights).args(["--mount", "--net", "true"]);
        run::output(&mut unshare).is_ok_and(|output| output.status.success())
    });
    if made { Ok(()) } else { Err(advice.to_owned()) }
}

/// Scripts are signed by osslsigncode 2.8 and newer.
fn signs_scripts(context: &Context) -> Result<(), String> {
    let advice = "install osslsigncode 2.8 or newer, which signs scripts";
    let program = on_path(context, "osslsigncode", advice)?;
    // Some versions end with an error after saying theirs.
    let output = run::output(context.command(program).arg("--version"))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let number = said.split_whitespace().nth(1).unwrap_or_default();
    let mut parts = number.trim_end_matches(',').split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let version = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if version >= (2, 8) { Ok(()) } else { Err(format!("{}.{} is too old: {advice}", version.0, version.1)) }
}

//! Installs Azure's own identity clients for `tests/peers` from their registries, each in the version that its files
//! name.

use crate::context::Context;
use crate::run;
use crate::steps::Step;
use crate::tools::on_path;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The steps of `peers`. One is compiled while the others are downloaded.
pub const STEPS: &[Step] = &[
    Step::new("azure-clients/rust", &[], |context| install(context, Client::Rust)),
    Step::new("azure-clients/python", &["python3"], |context| install(context, Client::Python)).beside(),
    Step::new("azure-clients/node", &["npm"], |context| install(context, Client::Node)).beside(),
    Step::new("azure-clients/dotnet", &["dotnet"], |context| install(context, Client::DotNet)).beside(),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    Python,
    Node,
    DotNet,
    Rust,
    /// Only measured; its requests aren't compared.
    AzureCli,
}

impl Client {
    /// The clients whose requests are compared with ours.
    pub const ALL: [Self; 4] = [Self::Python, Self::Node, Self::DotNet, Self::Rust];

    /// Returns the name of its folder.
    pub fn folder(self) -> &'static str {
        ["venv", "node", "dotnet", "rust", "azure-cli"][self as usize]
    }

    /// Returns the files that it's built from, the one with the versions first.
    fn files(self) -> &'static [&'static str] {
        match self {
            Self::Python => &["tests/peers/python/requirements.txt"],
            Self::Node => &["tests/peers/node/package.json"],
            Self::DotNet => &["tests/peers/dotnet/peer.csproj", "tests/peers/dotnet/Program.cs"],
            Self::Rust => &["tests/peers/rust/Cargo.lock", "tests/peers/rust/src/main.rs"],
            Self::AzureCli => &[".ci/azure-cli.txt"],
        }
    }
}

pub fn folder(context: &Context) -> PathBuf {
    context.target.join("peers")
}

/// Returns the marker file of an installed client, which contains the text of the files that it was built from.
fn mark(context: &Context, client: Client) -> PathBuf {
    folder(context).join(client.folder()).join(".installed")
}

fn wanted(context: &Context, client: Client) -> Result<String, String> {
    client.files().iter().map(|file| context.text(file)).collect()
}

/// Checks that a client is installed in the required version.
pub fn installed(context: &Context, client: Client) -> Result<(), String> {
    match fs::read_to_string(mark(context, client)) {
        Ok(there) if there == wanted(context, client)? => Ok(()),
        _ => Err("run `cargo xtask peers` once, which installs Azure's own clients".to_owned()),
    }
}

/// Installs a client below [`folder`], unless this version is already installed.
pub fn install(context: &Context, client: Client) -> Result<String, String> {
    let found = installed(context, client);
    if found.is_ok() || context.offline {
        return found.map(|()| String::new());
    }
    let place = folder(context).join(client.folder());
    let _ = fs::remove_dir_all(&place);
    fs::create_dir_all(&place).map_err(|error| format!("{}: {error}", place.display()))?;
    for mut command in commands(context, client, &place)? {
        run::run(&mut command)?;
    }
    let mark = mark(context, client);
    let written = fs::write(&mark, wanted(context, client)?);
    written.map(|()| String::new()).map_err(|error| format!("{}: {error}", mark.display()))
}

fn commands(context: &Context, client: Client, place: &Path) -> Result<Vec<Command>, String> {
    let versions = context.path(client.files()[0]);
    Ok(match client {
        Client::Python | Client::AzureCli => {
            let mut venv = context.command(on_path(context, "python3")?);
            venv.args(["-m", "venv"]).arg(place);
            let mut pip = context.command(place.join("bin/pip"));
            pip.args(["install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(versions);
            vec![venv, pip]
        }
        Client::Node => {
            // Not with `--prefix`, because npm would ignore the machine's settings.
            fs::copy(&versions, place.join("package.json")).map_err(|error| error.to_string())?;
            let mut npm = context.command(on_path(context, "npm")?);
            npm.args(["install", "--loglevel=error", "--no-audit", "--no-fund"]).current_dir(place);
            vec![npm]
        }
        Client::DotNet => {
            let args = ["publish", "tests/peers/dotnet", "--configuration", "Release"];
            let mut publish = context.dotnet()?.command(context, args);
            publish.arg(format!("-p:PublishDir={}/", place.display()));
            vec![publish]
        }
        Client::Rust => {
            // A release build, since it's measured too.
            let args = ["build", "--release", "--locked", "--manifest-path", "tests/peers/rust/Cargo.toml"];
            let mut cargo = context.cargo(args);
            cargo.arg("--target-dir").arg(place);
            vec![cargo]
        }
    })
}

#[cfg(test)]
mod tests;

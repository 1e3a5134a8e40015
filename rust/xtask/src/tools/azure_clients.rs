//! Azure's own identity clients, as `tests/peers` runs them: installed from their registries into one folder, each at the
//! version that `tests/peers/README.md` names.

use crate::context::Context;
use crate::run;
use crate::tools::on_path;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the Python client needs, for pip.
pub const PYTHON: [&str; 4] = ["azure-identity==1.27.0", "azure-core==1.41.0", "msal==1.39.0", "requests==2.34.2"];
/// What the Node.js client needs, for npm.
pub const NODE: [&str; 2] = ["@azure/identity@4.14.1", "@azure/msal-node@7.2.1"];
/// The Azure CLI, for pip: measured beside, not one of the clients whose requests are compared.
pub const AZURE_CLI: [&str; 1] = ["azure-cli==2.91.0"];

/// A client, by its language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// azure-identity, from PyPI.
    Python,
    /// @azure/identity, from npm.
    Node,
    /// Azure.Identity, from NuGet.
    DotNet,
    /// azure_identity, from crates.io.
    Rust,
    /// azure-cli, from PyPI.
    AzureCli,
}

impl Client {
    /// Those whose requests are compared with ours.
    pub const ALL: [Self; 4] = [Self::Python, Self::Node, Self::DotNet, Self::Rust];

    /// Its folder below the common one.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Python => "venv",
            Self::Node => "node",
            Self::DotNet => "dotnet",
            Self::Rust => "rust",
            Self::AzureCli => "azure-cli",
        }
    }
}

/// Where they are installed.
pub fn folder(context: &Context) -> PathBuf {
    context.target().join("peers")
}

/// Whether a client is there, in the version that is wanted.
pub fn installed(context: &Context, client: Client) -> Result<(), String> {
    let mark = mark(&folder(context).join(client.folder()));
    match fs::read_to_string(mark) {
        Ok(there) if there == wanted(context, client)? => Ok(()),
        _ => Err("run `cargo xtask peers` once, which installs Azure's own clients".to_owned()),
    }
}

/// What is written into a client's folder when all of it is there.
fn mark(place: &Path) -> PathBuf {
    place.join(".installed")
}

/// Installs a client below [`folder`], unless it is there in this version.
pub fn install(context: &Context, client: Client) -> Result<(), String> {
    let found = installed(context, client);
    if found.is_ok() || context.offline {
        return found;
    }
    let place = folder(context).join(client.folder());
    let _ = fs::remove_dir_all(&place);
    for mut command in commands(context, client, &place)? {
        run::run(&mut command)?;
    }
    let mark = mark(&place);
    fs::write(&mark, wanted(context, client)?).map_err(|error| format!("{}: {error}", mark.display()))
}

/// What stands in the mark of an installed client: its versions, or the files that say them.
fn wanted(context: &Context, client: Client) -> Result<String, String> {
    let both = |one: &str, other: &str| Ok(context.text(one)? + &context.text(other)?);
    match client {
        Client::Python => Ok(PYTHON.join(" ")),
        Client::AzureCli => Ok(AZURE_CLI.join(" ")),
        Client::Node => Ok(NODE.join(" ")),
        Client::DotNet => both("tests/peers/dotnet/peer.csproj", "tests/peers/dotnet/Program.cs"),
        Client::Rust => both("tests/peers/rust/Cargo.lock", "tests/peers/rust/src/main.rs"),
    }
}

fn commands(context: &Context, client: Client, place: &Path) -> Result<Vec<Command>, String> {
    match client {
        Client::Python | Client::AzureCli => {
            let python = on_path(context, "python3", "install Python 3.9 or newer with venv")?;
            let mut venv = context.command(python);
            venv.args(["-m", "venv"]).arg(place);
            let mut pip = context.command(place.join("bin/pip"));
            pip.args(["install", "--quiet", "--disable-pip-version-check"]);
            match client {
                Client::Python => pip.args(PYTHON),
                _ => pip.args(AZURE_CLI),
            };
            Ok(vec![venv, pip])
        }
        Client::Node => {
            let mut npm = context.command(on_path(context, "npm", "install Node.js 20 or newer")?);
            // Not by `--prefix`, with which npm no longer reads the machine's own settings. A file of packages keeps it from
            // looking for one in the folders above.
            let packages = place.join("package.json");
            fs::create_dir_all(place)
                .and_then(|()| fs::write(&packages, "{ \"private\": true }"))
                .map_err(|error| format!("{}: {error}", packages.display()))?;
            npm.args(["install", "--loglevel=error", "--no-audit", "--no-fund"]);
            npm.args(NODE).current_dir(place);
            Ok(vec![npm])
        }
        Client::DotNet => {
            let args = ["publish", "tests/peers/dotnet", "--configuration", "Release"];
            let mut publish = context.dotnet()?.command(context, args);
            publish.arg(format!("-p:PublishDir={}/", place.display()));
            Ok(vec![publish])
        }
        Client::Rust => {
            // As its author would ship it, since it is measured too.
            let args = ["build", "--release", "--locked", "--manifest-path", "tests/peers/rust/Cargo.toml"];
            let mut cargo = context.cargo(args);
            cargo.arg("--target-dir").arg(place);
            Ok(vec![cargo])
        }
    }
}

#[cfg(test)]
mod tests;

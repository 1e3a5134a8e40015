//! Azure's own identity clients, as `tests/peers` runs them: installed from their registries into one folder, each at the
//! version that `tests/peers/README.md` names.

use super::Tools;
use super::dotnet::Dotnet;
use crate::run::{Show, run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the Python client needs, for pip.
pub const PYTHON: [&str; 4] = [
    "azure-identity==1.27.0",
    "azure-core==1.41.0",
    "msal==1.39.0",
    "requests==2.34.2",
];
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

    /// What it is called in a table.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Python => "azure-identity (Python)",
            Self::Node => "@azure/identity (Node.js)",
            Self::DotNet => "Azure.Identity (.NET)",
            Self::Rust => "azure_identity (Rust)",
            Self::AzureCli => "Azure CLI",
        }
    }

    /// Its folder below the common one.
    fn folder(self) -> &'static str {
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
#[must_use]
pub fn folder(tools: &Tools<'_>) -> PathBuf {
    tools.around.target().join("peers")
}

/// Whether a client is there, in the version that is wanted.
///
/// # Errors
/// It is not, and what to do.
pub fn installed(tools: &Tools<'_>, client: Client) -> Result<(), String> {
    let place = folder(tools).join(client.folder());
    match fs::read_to_string(mark(&place)) {
        Ok(there) if there == wanted(tools, client)? => Ok(()),
        _ => Err("not installed: run `cargo xtask peers` once".to_owned()),
    }
}

/// What is written into a client's folder when all of it is there.
fn mark(place: &Path) -> PathBuf {
    place.join(".installed")
}

/// Installs a client below [`folder`], unless it is there in this version.
///
/// # Errors
/// Why it can't be had, and what to do.
pub fn install(
    tools: &Tools<'_>,
    client: Client,
    dotnet: &Result<&Dotnet, String>,
) -> Result<(), String> {
    let found = installed(tools, client);
    if found.is_ok() || tools.policy.offline {
        return found;
    }
    let place = folder(tools).join(client.folder());
    let _ = fs::remove_dir_all(&place);
    for mut command in commands(tools, client, &place, dotnet)? {
        if command.get_current_dir().is_none() {
            command.current_dir(tools.around.root());
        }
        run(&mut command, Show::OnFailure).into_output()?;
    }
    let mark = mark(&place);
    fs::write(&mark, wanted(tools, client)?).map_err(|error| format!("{}: {error}", mark.display()))
}

/// What stands in the mark of an installed client: its versions, or the files that say them.
fn wanted(tools: &Tools<'_>, client: Client) -> Result<String, String> {
    let read = |file: &str| {
        fs::read_to_string(tools.around.path(file)).map_err(|error| format!("{file}: {error}"))
    };
    Ok(match client {
        Client::Python => PYTHON.join(" "),
        Client::AzureCli => AZURE_CLI.join(" "),
        Client::Node => NODE.join(" "),
        Client::DotNet => {
            read("tests/peers/dotnet/peer.csproj")? + &read("tests/peers/dotnet/Program.cs")?
        }
        Client::Rust => {
            read("tests/peers/rust/Cargo.lock")? + &read("tests/peers/rust/src/main.rs")?
        }
    })
}

fn commands(
    tools: &Tools<'_>,
    client: Client,
    place: &Path,
    dotnet: &Result<&Dotnet, String>,
) -> Result<Vec<Command>, String> {
    let around = tools.around;
    let program = |name: &str, how: &str| {
        around
            .on_path(name)
            .ok_or_else(|| format!("no {name} on PATH: install {how}"))
    };
    match client {
        Client::Python | Client::AzureCli => {
            let mut venv = Command::new(program("python3", "Python 3.9 or newer with venv")?);
            venv.args(["-m", "venv"]).arg(place);
            let mut pip = Command::new(place.join("bin/pip"));
            pip.args(["install", "--quiet", "--disable-pip-version-check"]);
            if client == Client::Python {
                pip.args(PYTHON);
            } else {
                pip.args(AZURE_CLI);
            }
            Ok(vec![venv, pip])
        }
        Client::Node => {
            let mut npm = Command::new(program("npm", "Node.js 20 or newer")?);
            // Not by `--prefix`, with which npm no longer reads the machine's own settings. A file of packages keeps it from
            // looking for one in the folders above.
            let packages = place.join("package.json");
            fs::create_dir_all(place)
                .and_then(|()| fs::write(&packages, "{ \"private\": true }"))
                .map_err(|error| format!("{}: {error}", packages.display()))?;
            npm.args(["install", "--loglevel=error", "--no-audit", "--no-fund"])
                .args(NODE)
                .current_dir(place);
            Ok(vec![npm])
        }
        Client::DotNet => {
            let mut out = std::ffi::OsString::from("-p:PublishDir=");
            out.push(place);
            out.push("/");
            let mut publish = dotnet.clone()?.command(
                around,
                [
                    "publish",
                    "tests/peers/dotnet",
                    "--configuration",
                    "Release",
                ],
            );
            publish.arg(out);
            Ok(vec![publish])
        }
        Client::Rust => {
            let mut cargo = Command::new(around.cargo());
            cargo.args([
                "build",
                // As its author would ship it, since it is measured too.
                "--release",
                "--locked",
                "--manifest-path",
                "tests/peers/rust/Cargo.toml",
            ]);
            cargo.arg("--target-dir").arg(place);
            Ok(vec![cargo])
        }
    }
}

#[cfg(test)]
mod tests;

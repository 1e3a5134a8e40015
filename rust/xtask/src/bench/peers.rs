//! How each client is started to print one token: ours, curl, and Azure's own.

use super::figures::Lack;
use super::prepare::Prepared;
use super::processes::Start;
use crate::emulator::Emulator;
use crate::run::{Show, run};
use crate::surroundings::Surroundings;
use crate::tools::azure_clients::Client;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The audience that is asked for.
pub const RESOURCE: &str = "https://management.azure.com";

/// A client: its name, and how it is started, or why it is not there.
pub struct Peer {
    /// What it is called in the tables.
    pub name: &'static str,
    /// Makes the command.
    pub start: Result<Start<'static>, Lack>,
    /// Whether it knows the fixed address of the metadata service only.
    pub fixed_address: bool,
}

/// A program and its arguments.
#[derive(Clone, Debug)]
pub struct Words {
    program: PathBuf,
    args: Vec<String>,
}

impl Words {
    fn new<const N: usize>(program: impl Into<PathBuf>, args: [&str; N]) -> Self {
        Self {
            program: program.into(),
            args: args.map(str::to_owned).to_vec(),
        }
    }

    /// As a command.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.args);
        command
    }
}

/// A client's name, and what starts it.
pub type Named = (&'static str, Result<Words, Lack>);

/// Ours, and those of the others that take the address of the metadata service from a variable and give up where nothing is.
pub fn pointed(around: &Surroundings, prepared: &Prepared) -> [Named; 3] {
    let script = |file: &str| around.path(file).display().to_string();
    let azmi = Words::new(&prepared.azmi, ["token", "--resource", RESOURCE]);
    let python = installed(prepared, Client::Python).map(|()| {
        let program = prepared.peers.join("venv/bin/python");
        Words::new(program, [&script("tests/peers/python/peer.py"), RESOURCE])
    });
    let node = installed(prepared, Client::Node)
        .and_then(|()| found(around, "node"))
        .map(|node| Words::new(node, [&script("tests/peers/node/peer.mjs"), RESOURCE]));
    [
        ("azmi", Ok(azmi)),
        ("azure-identity (Python)", python),
        ("@azure/identity (Node.js)", node),
    ]
}

/// Whether a client is there.
///
/// # Errors
/// Why it is not.
pub fn installed(prepared: &Prepared, client: Client) -> Result<(), Lack> {
    match prepared.absent.get(client.title()) {
        Some(why) => Err(Lack::Absent(why.clone())),
        None => Ok(()),
    }
}

fn found(around: &Surroundings, name: &str) -> Result<PathBuf, Lack> {
    let program = around.on_path(name);
    program.ok_or_else(|| Lack::Absent(format!("no {name} on PATH")))
}

/// All of them, ours first.
#[must_use]
pub fn all(around: &Surroundings, prepared: &Prepared, emulator: &Emulator) -> Vec<Peer> {
    let host = metadata_host(emulator);
    let variables: Vec<(String, String)> = emulator
        .environment()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .chain(prepared.dotnet.iter().cloned())
        .chain([(
            "AZMI_PEERS".to_owned(),
            prepared.peers.display().to_string(),
        )])
        .collect();
    let peer = |(name, words): Named| {
        let variables = variables.clone();
        let start = words.map(|words| -> Start<'static> {
            Box::new(move || {
                let mut command = words.command();
                command.envs(variables.iter().map(|(name, value)| (name, value)));
                command
            })
        });
        Peer {
            name,
            start,
            fixed_address: false,
        }
    };
    let uri = format!(
        "{host}/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com"
    );
    let curl = found(around, "curl").map(|curl| {
        let header = ["--silent", "--fail", "--header", "Metadata: true", &uri];
        Words::new(curl, header)
    });
    let below = |file: &str| Words::new(prepared.peers.join(file), [RESOURCE]);
    let rust = installed(prepared, Client::Rust).map(|()| below("rust/release/peer"));
    let azure_dotnet = installed(prepared, Client::DotNet).map(|()| below("dotnet/peer"));
    let msal = prepared.msal.clone();
    let msal = msal.map(|msal| Words::new(msal, [RESOURCE]));
    let [ours, python, node] = pointed(around, prepared);
    vec![
        peer(ours),
        peer(("curl", curl)),
        Peer {
            fixed_address: true,
            ..peer(("azure_identity (Rust)", rust))
        },
        peer(("MSAL (.NET)", msal)),
        peer(("Azure.Identity (.NET)", azure_dotnet)),
        peer(node),
        peer(python),
        Peer {
            name: "Azure CLI",
            start: azure_cli(prepared, emulator),
            fixed_address: false,
        },
    ]
}

/// The address of the metadata service.
#[must_use]
pub fn metadata_host(emulator: &Emulator) -> String {
    emulator
        .environment()
        .find(|(name, _)| *name == "AZURE_POD_IDENTITY_AUTHORITY_HOST")
        .map(|(_, value)| value.to_owned())
        .unwrap_or_default()
}

/// `az`, signed in before: what is measured is a token alone.
fn azure_cli(prepared: &Prepared, emulator: &Emulator) -> Result<Start<'static>, Lack> {
    let az = prepared.az.clone()?;
    let folder = prepared.folder.join("az");
    let _ = fs::remove_dir_all(&folder);
    let of = |name: &str| {
        let found = emulator.environment().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.to_owned()).unwrap_or_default()
    };
    let (metadata, manager, roots) = (
        metadata_host(emulator),
        of("AZMI_ENVIRONMENT"),
        of("AZMI_CA_FILE"),
    );
    let make = move |args: &[&str]| az_command(&az, &folder, &metadata, &roots, args);
    for args in [
        &[
            "cloud",
            "register",
            "--name",
            "Emulated",
            "--endpoint-resource-manager",
            &manager,
        ][..],
        &["cloud", "set", "--name", "Emulated"],
        &["login", "--identity", "--output", "none"],
    ] {
        run(&mut make(args), Show::Never).into_output()?;
    }
    Ok(Box::new(move || make(&["account", "get-access-token"])))
}

/// The version that an Azure CLI says it has.
///
/// # Errors
/// It says none.
pub fn azure_cli_version(az: &Path, folder: &Path) -> Result<String, String> {
    let args = ["version", "--only-show-errors", "--output", "json"];
    let told = run(&mut az_command(az, folder, "", "", &args), Show::Never).into_output()?;
    version_in(&told)
}

/// The version in the answer of `az version`.
fn version_in(told: &str) -> Result<String, String> {
    let answer = serde_json::from_str::<Value>(told.trim());
    let answer = answer.map_err(|error| format!("`az version`: {error}"))?;
    let version = answer["azure-cli"].as_str();
    version
        .map(str::to_owned)
        .ok_or_else(|| "`az version` names no azure-cli".to_owned())
}

fn az_command(az: &Path, folder: &Path, metadata: &str, roots: &str, args: &[&str]) -> Command {
    let mut command = Command::new(az);
    command
        .args(args)
        .env("AZURE_CONFIG_DIR", folder)
        .env("AZURE_CORE_COLLECT_TELEMETRY", "no")
        .env("AZURE_CORE_SURVEY_MESSAGE", "no")
        .env("AZURE_POD_IDENTITY_AUTHORITY_HOST", metadata)
        .env("REQUESTS_CA_BUNDLE", roots);
    command
}

#[cfg(test)]
mod tests;

//! How each client is started to print one token: ours, curl, and Azure's own.

use super::prepare::Prepared;
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
    pub start: Result<Box<dyn Fn() -> Command>, String>,
    /// Whether it knows the fixed address of the metadata service only.
    pub fixed_address: bool,
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
    let started = |program: PathBuf, args: Vec<String>| -> Box<dyn Fn() -> Command> {
        let variables = variables.clone();
        Box::new(move || {
            let mut command = Command::new(&program);
            command
                .args(&args)
                .envs(variables.iter().map(|(name, value)| (name, value)));
            command
        })
    };
    let found = |name: &str| {
        around
            .on_path(name)
            .ok_or_else(|| format!("no {name} on PATH"))
    };
    let installed = |client: Client| match prepared.absent.get(client.title()) {
        Some(why) => Err(why.clone()),
        None => Ok(()),
    };
    let resource = || RESOURCE.to_owned();
    let uri = format!(
        "{host}/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com"
    );
    let script = |file: &str| around.path(file).display().to_string();
    let peer = |name, start| Peer {
        name,
        start,
        fixed_address: false,
    };
    vec![
        peer(
            "azmi",
            Ok(started(
                prepared.azmi.clone(),
                vec!["token".to_owned(), "--resource".to_owned(), resource()],
            )),
        ),
        peer(
            "curl",
            found("curl").map(|curl| {
                started(
                    curl,
                    ["--silent", "--fail", "--header", "Metadata: true", &uri]
                        .map(str::to_owned)
                        .to_vec(),
                )
            }),
        ),
        Peer {
            name: "azure_identity (Rust)",
            start: installed(Client::Rust)
                .map(|()| started(prepared.peers.join("rust/release/peer"), vec![resource()])),
            fixed_address: true,
        },
        peer(
            "MSAL (.NET)",
            prepared
                .msal
                .clone()
                .map(|msal| started(msal, vec![resource()])),
        ),
        peer(
            "Azure.Identity (.NET)",
            installed(Client::DotNet)
                .map(|()| started(prepared.peers.join("dotnet/peer"), vec![resource()])),
        ),
        peer(
            "@azure/identity (Node.js)",
            installed(Client::Node)
                .and_then(|()| found("node"))
                .map(|node| started(node, vec![script("tests/peers/node/peer.mjs"), resource()])),
        ),
        peer(
            "azure-identity (Python)",
            installed(Client::Python).map(|()| {
                started(
                    prepared.peers.join("venv/bin/python"),
                    vec![script("tests/peers/python/peer.py"), resource()],
                )
            }),
        ),
        peer("Azure CLI", azure_cli(prepared, emulator)),
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
fn azure_cli(prepared: &Prepared, emulator: &Emulator) -> Result<Box<dyn Fn() -> Command>, String> {
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

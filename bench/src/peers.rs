//! The command of each client that prints one token: `azmi`, curl, and Azure's own.

use crate::figures::Lack;
use crate::setup::{Setup, on_path, read};
use azmi_native_tests::emulator::Emulator;
use azmi_native_tests::tree;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The requested audience.
pub const RESOURCE: &str = "https://management.azure.com";

pub type Words = Vec<String>;

pub struct Peer {
    pub name: &'static str,
    /// Its command, or why it's missing.
    pub words: Result<Words, Lack>,
    /// Whether it only uses the fixed address of the metadata service.
    pub fixed_address: bool,
    /// Further variables for this client.
    pub variables: Vec<(&'static str, String)>,
}

pub fn folder() -> PathBuf {
    env::var_os("AZMI_PEERS").map(PathBuf::from).unwrap_or_default()
}

/// Checks that a client is installed, by the name of its folder.
pub fn installed(client: &str) -> Result<(), Lack> {
    let absent = env::var("AZMI_TEST_ABSENT").unwrap_or_default();
    match absent.split(',').any(|name| name == client) {
        true => Err(Lack::Absent("run `cargo xtask peers` once".to_owned())),
        false => Ok(()),
    }
}

fn words<const N: usize>(program: impl AsRef<Path>, args: [&str; N]) -> Words {
    let program = program.as_ref().display().to_string();
    [program].into_iter().chain(args.map(str::to_owned)).collect()
}

pub fn command(words: &Words) -> Command {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]);
    command
}

/// Returns `azmi`, and the peers that read the address of the metadata service from a variable and give up if there's
/// no endpoint.
pub fn pointed(setup: &Setup) -> Vec<Peer> {
    let script = |file: &str| tree(file).display().to_string();
    let python = installed("venv")
        .map(|()| words(folder().join("venv/bin/python"), [&script("tests/peers/python/peer.py"), RESOURCE]));
    let node = installed("node").and_then(|()| on_path("node"));
    let node = node.map(|node| words(node, [&script("tests/peers/node/peer.mjs"), RESOURCE]));
    vec![
        peer("azmi", Ok(words(&setup.azmi, ["token", "--resource", RESOURCE]))),
        peer("azure-identity (Python)", python),
        peer("@azure/identity (Node.js)", node),
    ]
}

fn peer(name: &'static str, words: Result<Words, Lack>) -> Peer {
    Peer { name, words, fixed_address: false, variables: Vec::new() }
}

/// Returns all clients, `azmi` first.
pub fn all(setup: &Setup, emulator: &Emulator) -> Vec<Peer> {
    let host = variable(emulator, "AZURE_POD_IDENTITY_AUTHORITY_HOST");
    let uri = format!(
        "{host}/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com"
    );
    let curl = on_path("curl").map(|curl| words(curl, ["--silent", "--fail", "--header", "Metadata: true", &uri]));
    let below = |file: &str| words(folder().join(file), [RESOURCE]);
    let mut all = pointed(setup);
    all.insert(1, peer("curl", curl));
    let rust = installed("rust").map(|()| below("rust/release/peer"));
    all.push(Peer { fixed_address: true, ..peer("azure_identity (Rust)", rust) });
    all.push(peer("MSAL (.NET)", setup.msal.clone().map(|msal| words(msal, [RESOURCE]))));
    all.push(peer("Azure.Identity (.NET)", installed("dotnet").map(|()| below("dotnet/peer"))));
    all.push(azure_cli(setup, emulator));
    all
}

pub fn variable(emulator: &Emulator, name: &str) -> String {
    let found = emulator.environment().find(|(known, _)| *known == name);
    found.map(|(_, value)| value.to_owned()).unwrap_or_default()
}

/// Finds the CLI on `PATH`, or the one installed with the other peers.
pub fn az() -> Result<PathBuf, Lack> {
    on_path("az").or_else(|_| installed("azure-cli").map(|()| folder().join("azure-cli/bin/az")))
}

/// `az`, already signed in, so that only the token is measured.
fn azure_cli(setup: &Setup, emulator: &Emulator) -> Peer {
    let own = setup.folder.join("az");
    let variables = vec![
        ("AZURE_CONFIG_DIR", own.display().to_string()),
        ("AZURE_CORE_COLLECT_TELEMETRY", "no".to_owned()),
        ("AZURE_CORE_SURVEY_MESSAGE", "no".to_owned()),
        ("REQUESTS_CA_BUNDLE", variable(emulator, "AZMI_CA_FILE")),
    ];
    let signed_in = || -> Result<Words, Lack> {
        let az = az()?;
        let _ = fs::remove_dir_all(&own);
        let manager = variable(emulator, "AZMI_ENVIRONMENT");
        for args in [
            &["cloud", "register", "--name", "Emulated", "--endpoint-resource-manager", &manager][..],
            &["cloud", "set", "--name", "Emulated"],
            &["login", "--identity", "--output", "none"],
        ] {
            let mut command = Command::new(&az);
            read(command.args(args).envs(emulator.environment()).envs(variables.iter().cloned()))?;
        }
        Ok(words(az, ["account", "get-access-token"]))
    };
    let words = signed_in();
    Peer { variables, ..peer("Azure CLI", words) }
}

//! Azure's own clients, unchanged, each in a process of its own: `tests/peers/README.md` says how they are installed.

use super::recording::Outcome;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What names the folder of the installed clients.
pub const FOLDER: &str = "AZMI_PEERS";

/// How long a client may take; the slowest are those that repeat a refusal.
const LIMIT: Duration = Duration::from_secs(120);

/// One of Azure's own clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Peer {
    /// azure-identity for Python.
    Python,
    /// @azure/identity for Node.js.
    Node,
    /// Azure.Identity for .NET.
    DotNet,
    /// `azure_identity` for Rust.
    Rust,
}

impl Peer {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Python, Self::Node, Self::DotNet, Self::Rust];

    /// Its name in recordings.
    pub fn key(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::Node => "node",
            Self::DotNet => "dotnet",
            Self::Rust => "rust",
        }
    }

    /// Its name and the version that is installed.
    pub fn title(self) -> &'static str {
        match self {
            Self::Python => "azure-identity 1.27.0 (Python)",
            Self::Node => "@azure/identity 4.14.1 (Node.js)",
            Self::DotNet => "Azure.Identity 1.21.0 (.NET)",
            Self::Rust => "azure_identity 1.0.0 (Rust)",
        }
    }

    /// The command that asks it, if it is installed in that folder.
    fn command(self, folder: &Path) -> Option<Command> {
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/peers");
        let (program, script) = match self {
            Self::Python => (folder.join("venv/bin/python"), Some(scripts.join("python/peer.py"))),
            Self::Node if !folder.join("node/node_modules/@azure/identity").exists() => {
                return None;
            }
            Self::Node => (PathBuf::from("node"), Some(scripts.join("node/peer.mjs"))),
            Self::DotNet => (PathBuf::from("dotnet"), Some(folder.join("dotnet/peer.dll"))),
            Self::Rust => (folder.join("rust/release/peer"), None),
        };
        let paths = std::env::var_os("PATH").unwrap_or_default();
        let there =
            |file: &Path| file.exists() || std::env::split_paths(&paths).any(|folder| folder.join(file).exists());
        let mut command = Command::new(&program);
        if let Some(script) = &script {
            command.arg(script);
        }
        (there(&program) && script.as_deref().is_none_or(there)).then_some(command)
    }
}

/// The clients that are installed.
pub struct Installed {
    folder: PathBuf,
    /// Which they are.
    pub peers: Vec<Peer>,
}

impl Installed {
    /// Looks for them; says what is missing.
    pub fn find() -> Self {
        let how = "see tests/peers/README.md";
        let named = std::env::var_os(FOLDER).filter(|folder| !folder.is_empty());
        let Some(folder) = named.and_then(|folder| Path::new(&folder).canonicalize().ok()) else {
            println!("left out: Azure's own clients: {FOLDER} names no folder, {how}");
            return Self { folder: PathBuf::new(), peers: Vec::new() };
        };
        let mut peers = Peer::ALL.to_vec();
        peers.retain(|peer| {
            let there = peer.command(&folder).is_some();
            if !there {
                println!("left out: {} is not installed in {}, {how}", peer.title(), folder.display());
            }
            there
        });
        Self { folder, peers }
    }

    /// Asks a client for a token in the environment of a platform.
    pub fn ask(
        &self,
        peer: Peer,
        resource: &str,
        selector: Option<(&str, &str)>,
        variables: &BTreeMap<String, String>,
    ) -> Outcome {
        let mut command = peer.command(&self.folder).expect("it was found");
        command.arg(resource);
        if let Some((name, value)) = selector {
            command.args([name, value]);
        }
        // Nothing of this process's own environment but what programs need to start.
        let kept = ["PATH", "HOME", "DOTNET_ROOT", "LANG"];
        let kept = kept.iter().filter_map(|name| Some((*name, std::env::var_os(name)?)));
        command
            .env_clear()
            .envs(kept)
            .env(FOLDER, &self.folder)
            .env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")
            .envs(variables)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let begin = Instant::now();
        while child.try_wait().expect("it can be waited for").is_none() {
            if begin.elapsed() > LIMIT {
                let _ = child.kill();
                let _ = child.wait();
                return Outcome::Failed(format!("no answer within {} s", LIMIT.as_secs()));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let done = child.wait_with_output().expect("it has ended");
        let text = String::from_utf8_lossy(&done.stdout);
        match serde_json::from_str::<Answer>(text.lines().last().unwrap_or_default()) {
            Ok(Answer { token: Some(token), .. }) => Outcome::of_token(&token),
            Ok(Answer { error: Some(error), .. }) => Outcome::Failed(kind_of(&error)),
            _ => Outcome::Failed(format!("{done:?}")),
        }
    }
}

/// What a client's program prints.
#[derive(Deserialize)]
struct Answer {
    token: Option<String>,
    error: Option<String>,
}

/// What kind of failure it is, without its details.
fn kind_of(error: &str) -> String {
    let end = error.find([':', '.', '\n', '(']).unwrap_or(error.len());
    error[..end].trim().to_owned()
}

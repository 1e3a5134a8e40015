//! Azure's own clients, unmodified, each in a separate process. `tests/peers/README.md` explains how to install them.

use super::recording::Outcome;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The variable that holds the folder of the installed clients.
pub const FOLDER: &str = "AZMI_PEERS";

/// How long a client may take; the slowest are those that retry after a refusal.
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

    /// Its key in recordings.
    pub fn key(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::Node => "node",
            Self::DotNet => "dotnet",
            Self::Rust => "rust",
        }
    }

    /// Its name and the installed version.
    pub fn title(self) -> &'static str {
        match self {
            Self::Python => "azure-identity 1.27.0 (Python)",
            Self::Node => "@azure/identity 4.14.1 (Node.js)",
            Self::DotNet => "Azure.Identity 1.21.0 (.NET)",
            Self::Rust => "azure_identity 1.0.0 (Rust)",
        }
    }

    /// The command that runs it, if it is installed in `folder`.
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
    /// The clients that were found.
    pub peers: Vec<Peer>,
}

impl Installed {
    /// Finds the installed clients and prints which ones are missing.
    pub fn find() -> Self {
        let how = "see tests/peers/README.md";
        let named = std::env::var_os(FOLDER).filter(|folder| !folder.is_empty());
        let Some(folder) = named.and_then(|folder| Path::new(&folder).canonicalize().ok()) else {
            println!("left out: Azure's own clients: {FOLDER} doesn't name a folder, {how}");
            return Self { folder: PathBuf::new(), peers: Vec::new() };
        };
        let mut peers = Peer::ALL.to_vec();
        peers.retain(|peer| {
            let there = peer.command(&folder).is_some();
            if !there {
                println!("left out: {} isn't installed in {}, {how}", peer.title(), folder.display());
            }
            there
        });
        Self { folder, peers }
    }

    /// Requests a token with a client in a platform's environment.
    pub fn ask(
        &self,
        peer: Peer,
        resource: &str,
        selector: Option<(&str, &str)>,
        variables: &BTreeMap<String, String>,
    ) -> Outcome {
        let mut command = peer.command(&self.folder).expect("the client was found");
        command.arg(resource);
        if let Some((name, value)) = selector {
            command.args([name, value]);
        }
        // Pass on only the variables that programs need to start.
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
        while child.try_wait().expect("the process can be polled").is_none() {
            if begin.elapsed() > LIMIT {
                let _ = child.kill();
                let _ = child.wait();
                return Outcome::Failed(format!("no response within {} s", LIMIT.as_secs()));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let done = child.wait_with_output().expect("the process has ended");
        let text = String::from_utf8_lossy(&done.stdout);
        match serde_json::from_str::<Answer>(text.lines().last().unwrap_or_default()) {
            Ok(Answer { token: Some(token), .. }) => Outcome::of_token(&token),
            Ok(Answer { error: Some(error), .. }) => Outcome::Failed(kind_of(&error)),
            _ => Outcome::Failed(format!("{done:?}")),
        }
    }
}

/// The output of a client's program.
#[derive(Deserialize)]
struct Answer {
    token: Option<String>,
    error: Option<String>,
}

/// The kind of a failure, without its details.
fn kind_of(error: &str) -> String {
    let end = error.find([':', '.', '\n', '(']).unwrap_or(error.len());
    error[..end].trim().to_owned()
}

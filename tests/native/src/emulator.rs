//! `azmi emulate`, started for a test and ended with it.

use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long the emulator may take to listen, and later to end.
const PATIENCE: Duration = Duration::from_secs(20);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// One process may start several.
static STARTED: AtomicUsize = AtomicUsize::new(0);

/// A running emulator with its default world. It ends when this is dropped.
#[derive(Debug)]
pub struct Emulator {
    child: Child,
    ready_file: PathBuf,
    facts: Value,
}

impl Emulator {
    /// Starts it with further arguments, and waits until it listens. `folder` is where the ready file goes.
    pub fn start(azmi: &Path, folder: &Path, more: &[&OsStr]) -> Result<Self, String> {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let ready_file =
            folder.join(format!("emulator-{}-{}.json", std::process::id(), STARTED.fetch_add(1, Ordering::Relaxed)));
        let _ = fs::remove_file(&ready_file);
        let child = Command::new(azmi)
            .args(["emulate", "--exit-with-stdin", "--ready-file"])
            .arg(&ready_file)
            .args(more)
            // What `cargo run` sets would lead the linker to another build's libraries.
            .env_remove("LD_LIBRARY_PATH")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("`azmi emulate` could not be started: {error}"))?;
        let mut emulator = Self { child, ready_file, facts: Value::Null };
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            // The file is written beside and renamed, so what can be read is whole.
            if let Ok(text) = fs::read_to_string(&emulator.ready_file) {
                emulator.facts = serde_json::from_str(&text)
                    .map_err(|error| format!("the ready file of `azmi emulate`: {error}"))?;
                return Ok(emulator);
            }
            if let Ok(Some(status)) = emulator.child.try_wait() {
                return Err(format!("`azmi emulate` ended at once with {status}"));
            }
            sleep(LOOK_AGAIN);
        }
        Err(format!("`azmi emulate` wrote no ready file within {} s", PATIENCE.as_secs()))
    }

    /// A fact of the ready file, by its path of keys.
    pub fn fact(&self, path: &str) -> Result<&str, String> {
        let pointer = format!("/{}", path.replace('.', "/"));
        self.facts
            .pointer(&pointer)
            .and_then(Value::as_str)
            .ok_or_else(|| format!("the ready file of `azmi emulate` has no {path}"))
    }

    /// The variables that point clients here.
    pub fn environment(&self) -> impl Iterator<Item = (&str, &str)> {
        self.facts["environment"]
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until && matches!(self.child.try_wait(), Ok(None)) {
            sleep(LOOK_AGAIN);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_file(&self.ready_file);
    }
}

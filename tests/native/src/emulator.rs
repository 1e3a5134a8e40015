//! Runs `azmi emulate` for the duration of a test.

use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The time limit for the emulator to start, and to end.
const PATIENCE: Duration = Duration::from_secs(20);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Distinguishes several emulators of one process.
static STARTED: AtomicUsize = AtomicUsize::new(0);

/// A running emulator with its default scenario. It ends when dropped.
#[derive(Debug)]
pub struct Emulator {
    child: Child,
    ready_file: PathBuf,
    facts: Value,
}

impl Emulator {
    /// Starts an emulator with further arguments, and waits until it listens. The ready file is written to `folder`.
    pub fn start(azmi: &Path, folder: &Path, more: &[&OsStr]) -> Result<Self, String> {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let ready_file =
            folder.join(format!("emulator-{}-{}.json", std::process::id(), STARTED.fetch_add(1, Ordering::Relaxed)));
        let _ = fs::remove_file(&ready_file);
        let child = Command::new(azmi)
            .args(["emulate", "--exit-with-stdin", "--ready-file"])
            .arg(&ready_file)
            .args(more)
            // With the value that `cargo run` sets, the linker would find another build's libraries.
            .env_remove("LD_LIBRARY_PATH")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("couldn't start `azmi emulate`: {error}"))?;
        let mut emulator = Self { child, ready_file, facts: Value::Null };
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            // The file is written elsewhere and renamed, so it's always complete.
            if let Ok(text) = fs::read_to_string(&emulator.ready_file) {
                emulator.facts = serde_json::from_str(&text)
                    .map_err(|error| format!("the ready file of `azmi emulate`: {error}"))?;
                return Ok(emulator);
            }
            if let Ok(Some(status)) = emulator.child.try_wait() {
                return Err(format!("`azmi emulate` exited at once with {status}"));
            }
            sleep(LOOK_AGAIN);
        }
        Err(format!("`azmi emulate` wrote no ready file within {} s", PATIENCE.as_secs()))
    }

    /// Returns a fact of the ready file, by its path of keys.
    pub fn fact(&self, path: &str) -> Result<&str, String> {
        let pointer = format!("/{}", path.replace('.', "/"));
        self.facts
            .pointer(&pointer)
            .and_then(Value::as_str)
            .ok_or_else(|| format!("the ready file of `azmi emulate` has no {path}"))
    }

    /// Returns the variables that point clients to this emulator.
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

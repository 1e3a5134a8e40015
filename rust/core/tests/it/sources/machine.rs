//! A simulated machine: the real clock and the real files, but with the Azure Arc agent's folder elsewhere.

use azmi_core::{Platform, ReadError, SystemProxy, ThisMachine};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use zeroize::Zeroizing;

/// Where the agent keeps its keys on Linux.
const LINUX_FOLDER: &str = "/var/opt/azcmagent/tokens";

/// Something that happens on the machine at a given moment.
pub type Trick = Box<dyn Fn() + Send + Sync>;

/// The machine.
#[derive(Default)]
pub struct Machine {
    /// Replaces the folder of the agent's keys.
    tokens: Option<PathBuf>,
    /// Replaces `%ProgramData%`.
    program_data: Option<PathBuf>,
    agent_installed: bool,
    /// Whether this account may read the keys.
    denied: bool,
    /// Runs between the check of a path and the opening of the file.
    after_check: Option<Trick>,
    checked: Mutex<()>,
}

impl Machine {
    /// A machine without an agent.
    pub fn plain() -> Self {
        Self::default()
    }

    /// A machine whose agent keeps its keys in `lab`.
    pub fn with_agent(lab: &Lab) -> Self {
        Self { tokens: Some(lab.tokens()), program_data: Some(lab.root.clone()), ..Self::default() }
    }

    /// Adds the agent's executable.
    pub fn installed(mut self) -> Self {
        self.agent_installed = true;
        self
    }

    /// Denies this account access to the keys.
    pub fn denied(mut self) -> Self {
        self.denied = true;
        self
    }

    /// Runs `trick` after a path was checked.
    pub fn after_check(mut self, trick: Trick) -> Self {
        self.after_check = Some(trick);
        self
    }

    fn path(&self, path: &Path) -> PathBuf {
        match (&self.tokens, path.strip_prefix(LINUX_FOLDER)) {
            (Some(tokens), Ok(rest)) => tokens.join(rest),
            _ => path.to_owned(),
        }
    }
}

impl Platform for Machine {
    fn now(&self) -> i64 {
        ThisMachine.now()
    }
    fn chassis_asset_tag(&self) -> Option<String> {
        None
    }
    fn system_proxy(&self) -> SystemProxy {
        SystemProxy::default()
    }
    fn file_exists(&self, path: &Path) -> bool {
        self.agent_installed && path.to_string_lossy().contains("himds")
    }
    fn may_list(&self, folder: &Path) -> bool {
        !self.denied && ThisMachine.may_list(&self.path(folder))
    }
    fn real_path(&self, path: &Path) -> Option<PathBuf> {
        ThisMachine.real_path(&self.path(path))
    }
    fn read_small_file(&self, path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>, ReadError> {
        if self.denied {
            return Err(ReadError::AccessDenied);
        }
        if let Some(trick) = &self.after_check {
            let _one = self.checked.lock().expect("no panic");
            trick();
        }
        ThisMachine.read_small_file(&self.path(path), limit)
    }
    fn program_files(&self) -> Option<PathBuf> {
        Some(PathBuf::from("C:\\Program Files"))
    }
    fn program_data(&self) -> Option<PathBuf> {
        self.program_data.clone()
    }
}

/// A temporary folder that holds the agent's folder and the files around it.
pub struct Lab {
    root: PathBuf,
}

impl Lab {
    /// Creates a lab.
    pub fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("azmi-source-tests-{}-{number}", std::process::id());
        let lab = Self { root: std::env::temp_dir().join(name) };
        let _ = std::fs::remove_dir_all(&lab.root);
        std::fs::create_dir_all(lab.tokens()).expect("a temporary folder");
        lab
    }

    /// The agent's folder.
    pub fn tokens(&self) -> PathBuf {
        // As on Windows, where the folder is below %ProgramData%.
        self.root.join("AzureConnectedMachineAgent").join("Tokens")
    }

    /// A path in the lab.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Writes a file into the agent's folder and returns the challenge that names it.
    pub fn key(&self, name: &str, content: &[u8]) -> String {
        let file = self.tokens().join(name);
        std::fs::write(&file, content).expect("a file");
        format!("Basic realm={}", file.display())
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.root);
    }
}

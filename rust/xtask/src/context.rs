//! The settings of a task, and results that several steps share.

use crate::package::build::Native;
use crate::package::rid::Rid;
use crate::package::sign::Certificate;
use crate::say::is_logged;
use crate::tools::dotnet::Dotnet;
use crate::tools::powershell::PowerShell;
use azmi_native_tests::emulator::Emulator;
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

pub const VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(Debug)]
pub struct Context {
    /// The root of the repository.
    pub root: PathBuf,
    /// Cargo's target folder, which also holds every other generated file.
    pub target: PathBuf,
    /// Whether downloads are forbidden.
    pub offline: bool,
    /// Whether long tests run at full length.
    pub deep: bool,
    /// The systems to package for.
    pub systems: Vec<Rid>,
    /// A folder of native files that other machines built.
    pub prebuilt: Option<PathBuf>,
    /// The folder of the files to package.
    pub place: PathBuf,
    pub certificate: Option<Certificate>,
    /// The native files of each system, built once per task.
    pub natives: [OnceLock<Result<Native, String>>; Rid::ALL.len()],
    /// The native files of the demo, and its emulator.
    pub demo: OnceLock<(Native, Emulator)>,
    dotnet: OnceLock<Result<Dotnet, String>>,
    pwsh: OnceLock<Result<PowerShell, String>>,
}

impl Context {
    pub fn new(offline: bool) -> Self {
        let package = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&package).ancestors().nth(2).map(Path::to_owned);
        Self::at(root.unwrap_or_default(), offline)
    }

    pub fn at(root: PathBuf, offline: bool) -> Self {
        let target = root.join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()));
        Self {
            place: target.join("xtask").join("package"),
            // Enough for tests: this system, and Windows under Wine.
            systems: Rid::host().into_iter().chain([Rid::WinX64]).collect(),
            root,
            target,
            offline,
            deep: false,
            prebuilt: None,
            certificate: None,
            natives: Default::default(),
            demo: OnceLock::new(),
            dotnet: OnceLock::new(),
            pwsh: OnceLock::new(),
        }
    }

    /// Returns a context for another checkout, which builds into this folder.
    pub fn with_target(&self, root: PathBuf, target: PathBuf) -> Self {
        Self { place: target.join("xtask/package"), target, ..Self::at(root, self.offline) }
    }

    pub fn path(&self, below_root: &str) -> PathBuf {
        self.root.join(below_root)
    }

    /// Creates a folder for a step's files.
    pub fn scratch(&self, name: &str) -> Result<PathBuf, String> {
        let folder = self.target.join("xtask").join(name);
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(folder)
    }

    pub fn text(&self, below_root: &str) -> Result<String, String> {
        fs::read_to_string(self.path(below_root)).map_err(|error| format!("{below_root}: {error}"))
    }

    /// Finds the first file with this name in the folders of `PATH`.
    pub fn on_path(&self, program: &str) -> Option<PathBuf> {
        let ends: &[&str] = if cfg!(windows) { &[".exe", ".cmd"] } else { &[""] };
        env::split_paths(&env::var_os("PATH")?)
            .flat_map(|folder| ends.iter().map(move |end| folder.join(format!("{program}{end}"))))
            .find(|file| file.is_file())
    }

    /// Returns a command that runs in the root of the repository, without the variables that cargo set for this
    /// program: a nested cargo would rebuild because of them. A parallel step runs at a lower priority.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let program = program.as_ref();
        let mut command = Command::new(if is_logged() && cfg!(unix) { "nice".as_ref() } else { program });
        if is_logged() && cfg!(unix) {
            command.args(["-n", "10"]).arg(program);
        }
        for (name, _) in env::vars_os().filter(|(name, _)| is_of_cargo(name)) {
            command.env_remove(name);
        }
        command.current_dir(&self.root);
        command
    }

    /// Returns a cargo command of the same toolchain.
    pub fn cargo<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = self.command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(args);
        command
    }

    pub fn dotnet(&self) -> Result<&Dotnet, String> {
        self.dotnet.get_or_init(|| Dotnet::find(self)).as_ref().map_err(Clone::clone)
    }

    pub fn pwsh(&self) -> Result<&PowerShell, String> {
        self.pwsh.get_or_init(|| PowerShell::find(self)).as_ref().map_err(Clone::clone)
    }
}

/// Whether `cargo run` sets this variable for the program that it starts.
fn is_of_cargo(name: &OsString) -> bool {
    let name = name.to_string_lossy();
    let one = ["CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE", "LD_LIBRARY_PATH", "OUT_DIR", "RUST_RECURSION_COUNT"];
    let some = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"];
    one.contains(&&*name) || some.iter().any(|start| name.starts_with(start))
}

//! What a task is given by the machine, and what several steps need and one of them finds first.

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
    /// The checkout.
    pub root: PathBuf,
    /// Where cargo builds, and everything else that can be thrown away.
    pub target: PathBuf,
    /// Whether nothing may be downloaded.
    pub offline: bool,
    /// Whether the long tests run at full length.
    pub deep: bool,
    /// The systems that are packed for.
    pub systems: Vec<Rid>,
    /// A folder with native files that other machines built.
    pub prebuilt: Option<PathBuf>,
    /// Where everything is laid out that is packed.
    pub place: PathBuf,
    pub certificate: Option<Certificate>,
    /// The native files of each system, built once in a task.
    pub natives: [OnceLock<Result<Native, String>>; Rid::ALL.len()],
    /// What a demo shows, and the emulator that it talks to.
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
            // Enough for tests: this system, and the Windows that runs under Wine.
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

    /// The same machine with another checkout, which builds into this folder.
    pub fn with_target(&self, root: PathBuf, target: PathBuf) -> Self {
        Self { place: target.join("xtask/package"), target, ..Self::at(root, self.offline) }
    }

    pub fn path(&self, below_root: &str) -> PathBuf {
        self.root.join(below_root)
    }

    /// A folder for a step's files, made.
    pub fn scratch(&self, name: &str) -> Result<PathBuf, String> {
        let folder = self.target.join("xtask").join(name);
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(folder)
    }

    pub fn text(&self, below_root: &str) -> Result<String, String> {
        fs::read_to_string(self.path(below_root)).map_err(|error| format!("{below_root}: {error}"))
    }

    /// The first file of that name in the folders of `PATH`.
    pub fn on_path(&self, program: &str) -> Option<PathBuf> {
        let ends: &[&str] = if cfg!(windows) { &[".exe", ".cmd"] } else { &[""] };
        env::split_paths(&env::var_os("PATH")?)
            .flat_map(|folder| ends.iter().map(move |end| folder.join(format!("{program}{end}"))))
            .find(|file| file.is_file())
    }

    /// A program in the root of the checkout, without what cargo told this one about itself: a nested cargo would take that for a change
    /// and build much anew. A step beside others yields to them.
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

    /// cargo, of the same toolchain.
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

/// What `cargo run` sets for the program that it starts.
fn is_of_cargo(name: &OsString) -> bool {
    let name = name.to_string_lossy();
    let one = ["CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE", "LD_LIBRARY_PATH", "OUT_DIR", "RUST_RECURSION_COUNT"];
    let some = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"];
    one.contains(&&*name) || some.iter().any(|start| name.starts_with(start))
}

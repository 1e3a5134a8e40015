//! What a task is given by the machine: its variables and where the checkout lies. Passed in, so that tests can make their own.

use std::collections::BTreeMap;
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// The environment of a task.
#[derive(Clone, Debug)]
pub struct Surroundings {
    vars: BTreeMap<OsString, OsString>,
    root: PathBuf,
}

impl Surroundings {
    /// The real ones.
    #[must_use]
    pub fn of_this_process() -> Self {
        // cargo sets it for `cargo run`; the compiled-in value serves a binary that is started by hand.
        let package =
            env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&package)
            .ancestors()
            .nth(2)
            .expect("rust/xtask lies two folders below the root");
        Self::new(root, env::vars_os())
    }

    /// Made ones: the root of a checkout and variables.
    pub fn new(
        root: impl Into<PathBuf>,
        vars: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Self {
        Self {
            vars: vars.into_iter().collect(),
            root: root.into(),
        }
    }

    /// The same machine, with a copy of the checkout elsewhere that builds into itself.
    #[must_use]
    pub fn moved_to(&self, root: impl Into<PathBuf>) -> Self {
        let mut vars = self.vars.clone();
        vars.remove(OsStr::new("CARGO_TARGET_DIR"));
        Self {
            vars,
            root: root.into(),
        }
    }

    /// A variable that is set and not empty.
    #[must_use]
    pub fn var(&self, name: &str) -> Option<&OsStr> {
        self.vars
            .get(OsStr::new(name))
            .map(OsString::as_os_str)
            .filter(|value| !value.is_empty())
    }

    /// The root of the checkout.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path of the tree, from its parts below the root.
    #[must_use]
    pub fn path(&self, below_root: &str) -> PathBuf {
        self.root.join(below_root)
    }

    /// Where cargo builds, and everything else that can be thrown away.
    #[must_use]
    pub fn target(&self) -> PathBuf {
        self.var("CARGO_TARGET_DIR")
            .map_or_else(|| self.root.join("target"), |dir| self.root.join(dir))
    }

    /// Where downloaded tools go.
    #[must_use]
    pub fn downloaded_tools(&self) -> PathBuf {
        self.target().join("tools")
    }

    /// The first file of that name in the folders of `PATH`.
    #[must_use]
    pub fn on_path(&self, program: &str) -> Option<PathBuf> {
        let path = self.var("PATH")?;
        env::split_paths(path)
            .map(|folder| folder.join(format!("{program}{}", env::consts::EXE_SUFFIX)))
            .find(|candidate| candidate.is_file())
    }

    /// The cargo that runs this task, so that a nested call uses the same toolchain.
    #[must_use]
    pub fn cargo(&self) -> PathBuf {
        self.var("CARGO")
            .map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
    }
}

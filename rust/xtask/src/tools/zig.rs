//! Zig as the linker: Linux libraries for an older glibc than this machine's, and systems this machine is not.

use crate::surroundings::Surroundings;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest glibc that what ships runs on: that of Debian 10, RHEL 8 and Ubuntu 18.10.
pub const GLIBC: (u32, u32) = (2, 28);

/// cargo-zigbuild and the compiler it calls.
#[derive(Clone, Debug)]
pub struct Zig {
    /// `cargo-zigbuild`.
    pub program: PathBuf,
    /// `zig`, or the program of that kind that the Python package brings.
    pub compiler: PathBuf,
}

impl Zig {
    /// Finds both on `PATH`.
    ///
    /// # Errors
    /// What is missing, and how to get it.
    pub fn find(around: &Surroundings) -> Result<Self, String> {
        let missing =
            |what: &str| format!("no {what} on PATH: `pip install cargo-zigbuild ziglang`");
        let program = around
            .on_path("cargo-zigbuild")
            .ok_or_else(|| missing("cargo-zigbuild"))?;
        let compiler = ["zig", "python-zig"]
            .iter()
            .find_map(|name| around.on_path(name))
            .ok_or_else(|| missing("zig"))?;
        Ok(Self { program, compiler })
    }

    /// A command of cargo that links with it. What it compiles of its own stays below `target/`; `folder` is for the scripts that it
    /// writes, which no other build may write at the same time.
    #[must_use]
    pub fn cargo(&self, around: &Surroundings, folder: &Path) -> Command {
        let mut command = Command::new(&self.program);
        let cache = around.target().join("zig");
        command
            .env("CARGO_ZIGBUILD_ZIG_PATH", &self.compiler)
            .env("CARGO_ZIGBUILD_CACHE_DIR", folder.join("wrappers"))
            .env("ZIG_GLOBAL_CACHE_DIR", cache.join("cache"))
            .env("AZMI_ZIG", &self.compiler);
        command
    }
}

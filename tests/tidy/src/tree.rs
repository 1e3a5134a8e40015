//! The files of the project that git tracks or would track.

use std::fs;
use std::path::Path;
use std::process::Command;

/// A file of the project.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path below the root, with `/`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl File {
    /// Returns its text; invalid UTF-8 is replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Whether its path ends with one of these.
    pub fn ends(&self, ends: &[&str]) -> bool {
        ends.iter().any(|end| self.path.ends_with(end))
    }

    /// Whether it's in a folder of the workspace's crates.
    pub fn is_rust(&self) -> bool {
        ["rust/", "bench/", "tests/native/", "tests/tidy/"].iter().any(|folder| self.path.starts_with(folder))
    }

    /// Whether it's the manifest of a crate of the workspace. The fuzz targets are a separate workspace; their macro
    /// uses unsafe code.
    pub fn is_member(&self) -> bool {
        self.is_rust() && self.path.ends_with("/Cargo.toml") && !self.text().lines().any(|line| line == "[workspace]")
    }
}

/// All files of the project.
#[derive(Clone, Debug)]
pub struct Tree {
    /// Sorted by path.
    pub files: Vec<File>,
}

impl Tree {
    /// Reads all files.
    pub fn read(root: &Path) -> Result<Self, String> {
        // Lists tracked files and those that are neither tracked nor ignored, so that new files are checked before
        // they're committed.
        let list = Command::new("git")
            .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
            .current_dir(root)
            .output()
            .map_err(|error| format!("listing the files needs git: {error}"))?;
        if !list.status.success() {
            return Err("this isn't a git repository".to_owned());
        }
        let list = String::from_utf8_lossy(&list.stdout).into_owned();
        let mut paths: Vec<&str> = list.split('\0').filter(|path| !path.is_empty()).collect();
        paths.sort_unstable();
        paths.dedup();
        // A tracked file may have been deleted.
        let files = paths
            .into_iter()
            .filter_map(|path| Some(File { path: path.to_owned(), bytes: fs::read(root.join(path)).ok()? }))
            .collect();
        Ok(Self { files })
    }

    /// Returns the file with this path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

//! The files of the project: what git tracks, and what it would track.

use std::fs;
use std::path::Path;
use std::process::Command;

/// A file with its text; bytes that are not UTF-8 are kept beside.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path below the root, with `/`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl File {
    /// Its text; bytes that are not UTF-8 are replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Whether its name ends so.
    pub fn ends(&self, ends: &[&str]) -> bool {
        ends.iter().any(|end| self.path.ends_with(end))
    }

    /// Whether it stands where the crates of the workspace are, and no others.
    pub fn is_rust(&self) -> bool {
        ["rust/", "bench/", "tests/native/", "tests/tidy/"].iter().any(|folder| self.path.starts_with(folder))
    }

    /// Whether it is the manifest of a crate of the workspace: the fuzz targets are a workspace of their own, whose macro is unsafe
    /// inside.
    pub fn is_member(&self) -> bool {
        self.is_rust() && self.path.ends_with("/Cargo.toml") && !self.text().lines().any(|line| line == "[workspace]")
    }
}

/// All of them.
#[derive(Clone, Debug)]
pub struct Tree {
    /// Sorted by path.
    pub files: Vec<File>,
}

impl Tree {
    /// Reads them.
    pub fn read(root: &Path) -> Result<Self, String> {
        // A cached list, and what is neither tracked nor ignored: a new file is checked before it is committed.
        let list = Command::new("git")
            .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
            .current_dir(root)
            .output()
            .map_err(|error| format!("the list of files needs git: {error}"))?;
        if !list.status.success() {
            return Err("this isn't a checkout of git".to_owned());
        }
        let list = String::from_utf8_lossy(&list.stdout).into_owned();
        let mut paths: Vec<&str> = list.split('\0').filter(|path| !path.is_empty()).collect();
        paths.sort_unstable();
        paths.dedup();
        // A tracked file that was deleted is not there to be read.
        let files = paths
            .into_iter()
            .filter_map(|path| Some(File { path: path.to_owned(), bytes: fs::read(root.join(path)).ok()? }))
            .collect();
        Ok(Self { files })
    }

    /// The file of that path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

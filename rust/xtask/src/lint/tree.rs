//! The files of the project: what git tracks, and what it would track.

use crate::run::{Show, run};
use crate::surroundings::Surroundings;
use std::fs;
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
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Whether its name ends so.
    #[must_use]
    pub fn ends(&self, ends: &[&str]) -> bool {
        ends.iter().any(|end| self.path.ends_with(end))
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
    ///
    /// # Errors
    /// This is no checkout of git.
    pub fn read(around: &Surroundings) -> Result<Self, String> {
        let mut git = Command::new("git");
        // A cached list, and what is neither tracked nor ignored: a new file is checked before it is committed.
        git.args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "-z",
        ])
        .current_dir(around.root());
        let list = run(&mut git, Show::Never)
            .into_output()
            .map_err(|why| format!("the list of files needs git: {why}"))?;
        let mut paths: Vec<&str> = list.split('\0').filter(|path| !path.is_empty()).collect();
        paths.sort_unstable();
        paths.dedup();
        // A tracked file that was deleted is not there to be read.
        let files = paths
            .into_iter()
            .filter_map(|path| {
                Some(File {
                    path: path.to_owned(),
                    bytes: fs::read(around.path(path)).ok()?,
                })
            })
            .collect();
        Ok(Self { files })
    }

    /// The file of that path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

//! No folder of the machine that builds is named in what ships: the same sources give the same bytes in any folder.

use crate::surroundings::Surroundings;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders, and what stands for them in panics' places.
#[derive(Clone, Debug)]
pub struct Remap(Vec<(PathBuf, &'static str)>);

impl Remap {
    /// The folders of this build: the checkout, the unpacked crates, the source of the standard library.
    #[must_use]
    pub fn of(around: &Surroundings, std_source: Option<&Path>) -> Self {
        // The compiler takes the last that fits, so what may lie within another comes after it.
        let mut all = vec![
            (around.root().to_owned(), "/_"),
            (around.target(), "/_/target"),
        ];
        all.extend(registries(around).into_iter().map(|from| (from, "/crates")));
        all.extend(std_source.map(|from| (from.to_owned(), "/std")));
        Self(all)
    }

    /// As arguments of the compiler.
    pub fn arguments(&self) -> impl Iterator<Item = OsString> {
        self.0.iter().map(|(from, to)| {
            let mut argument = OsString::from("--remap-path-prefix=");
            argument.push(from);
            argument.push("=");
            argument.push(to);
            argument
        })
    }

    /// The folders that must not be named.
    pub fn folders(&self) -> impl Iterator<Item = &Path> {
        self.0.iter().map(|(from, _)| from.as_path())
    }
}

/// `registry/src/*` of cargo's home: the name of each holds that of a registry, which is nobody's business either.
fn registries(around: &Surroundings) -> Vec<PathBuf> {
    let home = around.var("CARGO_HOME").map(PathBuf::from).or_else(|| {
        let home = around.var("HOME").or_else(|| around.var("USERPROFILE"))?;
        Some(Path::new(home).join(".cargo"))
    });
    let entries = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok());
    let mut found: Vec<PathBuf> = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    found.sort();
    found
}

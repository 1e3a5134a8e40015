//! The rules of the tree that no compiler and no linter knows.

mod text;
mod versions;

use crate::tree::{File, Tree};
use std::path::{Component, Path, PathBuf};

/// One rule: its name, and what offends.
#[derive(Debug)]
pub struct Rule {
    /// A few words.
    pub name: &'static str,
    /// Gives a sentence for each offence.
    pub check: fn(&Tree) -> Vec<String>,
}

/// All of them.
pub const ALL: &[Rule] = &[
    Rule { name: "file length", check: lengths },
    Rule { name: "unsafe stays in ffi and os", check: unsafe_code },
    Rule { name: "one version", check: versions::one_version },
    Rule { name: "packages from their registry only", check: versions::registries },
    Rule { name: "shipped text is ASCII or has a mark", check: text::readable_by_5_1 },
    Rule { name: "no path of one machine", check: text::machine_paths },
    Rule { name: "no unfinished marks", check: text::marks },
    Rule { name: "links lead somewhere", check: links },
    Rule { name: "files import one another one way", check: crate::imports::circles },
    Rule { name: "grammar of 5.1", check: crate::grammar::check },
];

/// The longest file of each kind, in lines. Long files hold two things; a generated one is nobody's to shorten.
const MAX_LINES: &[(&str, usize)] = &[(".rs", 400), (".cs", 200), (".ps1", 250), (".c", 400), (".cpp", 400)];

fn lengths(tree: &Tree) -> Vec<String> {
    let too_long = |file: &File| {
        let (_, most) = MAX_LINES.iter().find(|(end, _)| file.path.ends_with(end))?;
        let lines = file.text().lines().count();
        (lines > *most).then(|| format!("{} has {lines} lines, more than {most}", file.path))
    };
    tree.files.iter().filter_map(too_long).collect()
}

/// The two crates that may hold `unsafe`.
const UNSAFE: &[&str] = &["rust/ffi/", "rust/os/"];

fn unsafe_code(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| file.is_rust()) {
        let may = UNSAFE.iter().any(|folder| file.path.starts_with(folder));
        if file.ends(&["/src/lib.rs", "/src/main.rs"]) && !may && !file.text().contains("#![forbid(unsafe_code)]") {
            found.push(format!("{} does not forbid unsafe code", file.path));
        }
        // The workspace's lints deny an unsafe block without its reason, but only where a crate takes them.
        if file.is_member() && !file.text().contains("[lints]\nworkspace = true") {
            found.push(format!("{} does not take the workspace's lints", file.path));
        }
    }
    found
}

fn links(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| file.path.ends_with(".md")) {
        for target in targets(&file.text()) {
            let path = target.split('#').next().unwrap_or_default();
            if !path.is_empty() && !leads_somewhere(tree, &file.path, path) {
                found.push(format!("{} links to {target}, which is not there", file.path));
            }
        }
    }
    found
}

/// The targets of `[text](target)` that are files of the tree.
fn targets(markdown: &str) -> Vec<String> {
    let ends = |rest: &str| rest.split(')').next().unwrap_or_default().to_owned();
    let all = markdown.split("](").skip(1).map(ends);
    all.filter(|target| !target.contains("://") && !target.starts_with("mailto:")).collect()
}

fn leads_somewhere(tree: &Tree, from: &str, to: &str) -> bool {
    let mut path = PathBuf::new();
    for part in Path::new(from).parent().unwrap_or(Path::new("")).join(to).components() {
        match part {
            Component::ParentDir => drop(path.pop()),
            Component::Normal(name) => path.push(name),
            _ => {}
        }
    }
    let path = path.to_string_lossy().replace('\\', "/");
    let below = format!("{}/", path.trim_end_matches('/'));
    tree.files.iter().any(|file| file.path == path || file.path.starts_with(&below))
}

#[cfg(test)]
mod tests;

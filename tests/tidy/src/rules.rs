//! The project's own rules, which no compiler or linter checks.

mod text;
mod versions;

use crate::tree::{File, Tree};
use std::path::{Component, Path, PathBuf};

/// A rule: its name and its check.
#[derive(Debug)]
pub struct Rule {
    /// A short name.
    pub name: &'static str,
    /// Returns a message for each violation.
    pub check: fn(&Tree) -> Vec<String>,
}

/// All rules.
pub const ALL: &[Rule] = &[
    Rule { name: "file length", check: lengths },
    Rule { name: "unsafe stays in ffi and os", check: unsafe_code },
    Rule { name: "one version", check: versions::one_version },
    Rule { name: "packages from their registry only", check: versions::registries },
    Rule { name: "shipped text is ASCII or has a byte order mark", check: text::readable_by_5_1 },
    Rule { name: "no path of one machine", check: text::machine_paths },
    Rule { name: "no unfinished marks", check: text::marks },
    Rule { name: "links have a target", check: links },
    Rule { name: "no circular imports", check: crate::imports::circles },
    Rule { name: "grammar of 5.1", check: crate::grammar::check },
];

/// The most lines of a file of each kind, except generated files.
const MAX_LINES: &[(&str, usize)] = &[(".rs", 400), (".cs", 200), (".ps1", 250), (".c", 400), (".cpp", 400)];

fn lengths(tree: &Tree) -> Vec<String> {
    let too_long = |file: &File| {
        let (_, most) = MAX_LINES.iter().find(|(end, _)| file.path.ends_with(end))?;
        let lines = file.text().lines().count();
        (lines > *most).then(|| format!("{} has {lines} lines, more than {most}", file.path))
    };
    tree.files.iter().filter_map(too_long).collect()
}

/// The two crates that may contain `unsafe`.
const UNSAFE: &[&str] = &["rust/ffi/", "rust/os/"];

fn unsafe_code(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| file.is_rust()) {
        let may = UNSAFE.iter().any(|folder| file.path.starts_with(folder));
        if file.ends(&["/src/lib.rs", "/src/main.rs"]) && !may && !file.text().contains("#![forbid(unsafe_code)]") {
            found.push(format!("{} doesn't forbid unsafe code", file.path));
        }
        // The workspace's lints deny an unsafe block without a reason, but only in crates that use them.
        if file.is_member() && !file.text().contains("[lints]\nworkspace = true") {
            found.push(format!("{} doesn't use the workspace's lints", file.path));
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
                found.push(format!("{} links to {target}, which doesn't exist", file.path));
            }
        }
    }
    found
}

/// Returns the targets of `[text](target)` that are files of the repository.
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

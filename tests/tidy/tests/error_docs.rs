//! `docs/errors.md` names every error id that there is, once, and no other.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(below_root: &str) -> String {
    let path = root().join(below_root);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The ids of the library: the lines `Name => Family,` of the one table they are declared in.
fn library_ids() -> BTreeSet<String> {
    let text = read("rust/core/src/error/code.rs");
    let (_, table) = text.split_once("\ncodes! {").expect("the table of codes");
    let (table, _) = table.split_once("\n}").expect("its end");
    let ids: BTreeSet<String> = table
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("///"))
        .filter_map(|line| Some(line.split_once(" => ")?.0.to_owned()))
        .collect();
    assert!(ids.len() > 50 && ids.contains("WrongIdentity"), "{ids:?}");
    ids
}

/// The ids that the shim adds: the text after `Make(` or after a status of its own.
fn shim_ids() -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    collect(&root().join("powershell/src/ManagedIdentity"), &mut ids);
    assert!(ids.contains("NativeLibraryMissing"), "{ids:?}");
    ids
}

fn collect(folder: &Path, ids: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, ids);
        } else if path.extension().is_some_and(|end| end == "cs") {
            let text = fs::read_to_string(&path).unwrap();
            ids.extend(text.split("Make(").skip(1).filter_map(leading_id));
            ids.extend(text.split("FailureStatus.").skip(1).filter_map(|rest| leading_id(rest.split_once(',')?.1)));
        }
    }
}

/// A quoted PascalCase word at the start, spaces aside.
fn leading_id(text: &str) -> Option<String> {
    let word = text.trim_start().strip_prefix('"')?.split('"').next()?;
    let pascal = word.starts_with(|c: char| c.is_ascii_uppercase()) && word.chars().all(|c| c.is_ascii_alphanumeric());
    pascal.then(|| word.to_owned())
}

/// The first cells of the tables, in order.
fn documented_ids() -> Vec<String> {
    let text = read("docs/errors.md");
    let cells = text.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next().map(str::to_owned));
    cells.filter(|cell| cell != "id").collect()
}

#[test]
fn every_id_is_documented_once() {
    let documented = documented_ids();
    let set: BTreeSet<String> = documented.iter().cloned().collect();
    assert_eq!(set.len(), documented.len(), "an id is documented twice");
    let there: BTreeSet<String> = library_ids().union(&shim_ids()).cloned().collect();
    let missing: Vec<_> = there.difference(&set).collect();
    let unknown: Vec<_> = set.difference(&there).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "not documented: {missing:?}; documented, but no such id: {unknown:?}"
    );
}

#[test]
fn every_id_has_a_cause_and_all_but_a_cancellation_a_remedy() {
    for line in read("docs/errors.md").lines().filter(|line| line.starts_with("| ") && !line.starts_with("| id ")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        assert!(cells.len() >= 3, "{line}");
        let remedy = cells.last().unwrap().trim_matches('|').trim();
        assert!(!cells[1].is_empty() && (!remedy.is_empty() || cells[0] == "Cancelled"), "{line}");
    }
}

//! Checks that `docs/abi.md` lists all process-wide state.

use std::collections::BTreeSet;
use std::path::Path;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Collects the names of statics, including thread locals, in the sources below a folder.
fn statics(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            statics(&path, names);
        } else if path.file_name().is_some_and(|name| name != "tests.rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            names.extend(text.lines().filter_map(declared));
        }
    }
}

/// Returns the name of the static that a line declares.
fn declared(line: &str) -> Option<String> {
    let line = line.trim_start();
    let line = line.strip_prefix("pub(crate) ").unwrap_or(line);
    let line = line.strip_prefix("pub ").unwrap_or(line);
    let name = line.strip_prefix("static ")?.split(':').next()?;
    let name = name.strip_prefix("mut ").unwrap_or(name);
    Some(name.to_owned())
}

#[test]
fn every_static_of_the_library_is_documented() {
    let mut found = BTreeSet::new();
    for package in ["core", "os", "ffi"] {
        statics(&Path::new(ROOT).join("rust").join(package).join("src"), &mut found);
    }
    let page = std::fs::read_to_string(format!("{ROOT}/docs/abi.md")).unwrap();
    let section = page.split("\n## ").find(|section| section.starts_with("State"));
    let named: BTreeSet<String> = section
        .unwrap()
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split(" |").next())
        .flat_map(|cell| cell.split(", "))
        .map(|name| name.trim_matches('`').to_owned())
        .collect();
    assert_eq!(named, found);
}

#[test]
fn a_static_is_recognized_by_its_line() {
    assert_eq!(declared("    static ONE: Once = Once::new();").as_deref(), Some("ONE"));
    assert_eq!(declared("pub(crate) static mut TWO: u8 = 0;").as_deref(), Some("TWO"));
    assert_eq!(declared("fn f(x: &'static str) {}"), None);
}

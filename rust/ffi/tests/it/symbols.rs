//! The exported functions: the same in `tests/abi/symbols.txt`, in the header, and in the library itself.

use object::Object;
use std::collections::BTreeSet;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn recorded() -> BTreeSet<String> {
    let text = std::fs::read_to_string(format!("{ROOT}/tests/abi/symbols.txt")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let set: BTreeSet<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    assert!(
        lines.is_sorted() && lines.len() == set.len(),
        "symbols.txt is sorted, one name a line"
    );
    set
}

fn lines(names: &BTreeSet<String>) -> String {
    names.iter().map(|name| format!("{name}\n")).collect()
}

#[test]
fn the_library_exports_what_is_recorded_and_nothing_else() {
    let data = std::fs::read(crate::support::library()).unwrap();
    let file = object::File::parse(&*data).unwrap();
    let exported: BTreeSet<String> = file
        .exports()
        .unwrap()
        .iter()
        .map(|export| String::from_utf8_lossy(export.name()).into_owned())
        .collect();
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(format!("{ROOT}/tests/abi/symbols.txt"), lines(&exported)).unwrap();
    }
    assert_eq!(lines(&exported), lines(&recorded()));
}

#[test]
fn the_header_declares_what_is_recorded() {
    let header = std::fs::read_to_string(format!("{ROOT}/include/azmi.h")).unwrap();
    let declared: BTreeSet<String> = header
        .lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()))
        .filter_map(|line| line.split_once('('))
        .filter_map(|(before, _)| before.split([' ', '*']).next_back())
        .map(str::to_owned)
        .collect();
    assert_eq!(lines(&declared), lines(&recorded()));
}

#[test]
fn every_name_has_the_prefix() {
    for name in recorded() {
        assert!(name.starts_with("azmi_"), "{name}");
    }
}

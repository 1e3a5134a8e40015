//! Rules about the text of files.

use crate::tree::{File, Tree};

/// Checks shipped text and every script: Windows PowerShell 5.1 reads a file without a byte order mark in the machine's
/// code page.
pub(super) fn readable_by_5_1(tree: &Tree) -> Vec<String> {
    let read_by_5_1 =
        |file: &&File| file.path.starts_with("powershell/module/") || file.ends(&[".ps1", ".psd1", ".psm1", ".ps1xml"]);
    let offence = |file: &File| {
        let at = file.bytes.iter().position(|byte| !byte.is_ascii())?;
        if file.bytes.starts_with(b"\xef\xbb\xbf") {
            return None;
        }
        let line = file.bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        Some(format!("{}:{line} isn't ASCII, and the file has no byte order mark", file.path))
    };
    tree.files.iter().filter(read_by_5_1).filter_map(offence).collect()
}

/// Folders of one machine. Split in two, so that this file doesn't violate the rule.
const MACHINE_FOLDERS: &[&str] =
    &[concat!("/ro", "ot/"), concat!("/wo", "rk/"), concat!("/Us", "ers/"), concat!("C:\\Us", "ers\\")];

pub(super) fn machine_paths(tree: &Tree) -> Vec<String> {
    find(tree, MACHINE_FOLDERS, |before| !before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '.' || c == '_'))
}

const MARKS: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
    concat!("NotImplemented", "Exception"),
];

pub(super) fn marks(tree: &Tree) -> Vec<String> {
    find(tree, MARKS, |before| !before.is_some_and(char::is_alphanumeric))
}

/// Finds every line with one of the words, if `before` accepts the character before the word.
fn find(tree: &Tree, words: &[&str], before: fn(Option<char>) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| file.path != "Cargo.lock" && !file.bytes.contains(&0)) {
        for (number, line) in file.text().lines().enumerate() {
            for word in words {
                if line.match_indices(word).any(|(at, _)| before(line[..at].chars().next_back())) {
                    found.push(format!("{}:{} contains {word}", file.path, number + 1));
                }
            }
        }
    }
    found
}

//! The third-party notices: each licence text of the shipped crates, once.

use super::build::registries;
use super::sbom::Crate;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

pub const FILE: &str = "THIRD-PARTY-NOTICES.txt";
const RULE: &str = "--------------------------------------------------------------------------------";

/// Returns the notices: every crate with the licence texts in its package. They're ASCII; other characters are replaced
/// by similar ones.
pub fn notices(crates: &[Crate]) -> Result<String, String> {
    let mut users: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for each in crates.iter().filter(|each| !each.own) {
        let shown = format!("{} {} ({})", each.name, each.version, each.license);
        for text in texts(each)? {
            users.entry(text).or_default().push(shown.clone());
        }
    }
    let mut ordered: Vec<(Vec<String>, String)> = users.into_iter().map(|(text, users)| (users, text)).collect();
    ordered.sort();
    let mut all = String::from(
        "The native files of ManagedIdentity hold code of the libraries below, under the licences that follow them.\n\
         They hold code of Rust's standard library too (MIT OR Apache-2.0, https://www.rust-lang.org/policies/licenses).\n",
    );
    for (users, text) in ordered {
        let _ = writeln!(all, "\n{RULE}\n{}\n{RULE}\n\n{}", users.join("\n"), text);
    }
    Ok(all)
}

/// Returns the licence texts in a crate's package, or else the standard text of its licence.
fn texts(each: &Crate) -> Result<BTreeSet<String>, String> {
    let starts = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE", "COPYRIGHT"];
    let mut found = BTreeSet::new();
    let folders = registries().into_iter().map(|registry| registry.join(format!("{}-{}", each.name, each.version)));
    let folder = folders
        .into_iter()
        .find(|folder| folder.is_dir())
        .ok_or_else(|| format!("the sources of {} are missing", each.key()))?;
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        if path.is_file() && starts.iter().any(|start| name.starts_with(start)) {
            let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            found.insert(ascii(&String::from_utf8_lossy(&bytes)));
        }
    }
    if found.is_empty()
        && let Ok(parsed) = spdx::Expression::parse_mode(&each.license, spdx::ParseMode::LAX)
    {
        let ids = parsed.requirements().filter_map(|each| each.req.license.id());
        found.extend(ids.map(|id| ascii(id.text())));
    }
    match found.is_empty() {
        true => Err(format!("{}: no licence text for '{}'", each.key(), each.license)),
        false => Ok(found),
    }
}

fn ascii(text: &str) -> String {
    let plain = |letter: char| match letter {
        '\u{2018}' | '\u{2019}' => "'".to_owned(),
        '\u{201c}' | '\u{201d}' => "\"".to_owned(),
        '\u{2013}' | '\u{2014}' => "-".to_owned(),
        '\u{a9}' => "(c)".to_owned(),
        '\u{a0}' => " ".to_owned(),
        '\u{feff}' => String::new(),
        letter if letter.is_ascii() => letter.to_string(),
        letter => letter.escape_unicode().to_string(),
    };
    let text: String = text.replace("\r\n", "\n").trim().chars().map(plain).collect();
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;

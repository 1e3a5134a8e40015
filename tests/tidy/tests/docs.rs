//! Checks that cmdlets and parameters in the documentation exist.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns every page of the documentation, with its name.
fn pages() -> Vec<(String, String)> {
    let mut paths: Vec<PathBuf> =
        ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"].map(|name| root().join(name)).to_vec();
    for folder in ["docs", "docs/how-to"] {
        paths.extend(fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path()));
    }
    paths.retain(|path| path.extension().is_some_and(|end| end == "md"));
    paths.into_iter().map(|path| (path.display().to_string(), read(&path))).collect()
}

/// Returns the words made of letters and hyphens.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter(|word| !word.is_empty())
}

fn exported() -> BTreeSet<String> {
    let manifest = read(&root().join("powershell/module/ManagedIdentity.psd1"));
    let list = manifest.split_once("CmdletsToExport").unwrap().1.split_once(')').unwrap().0;
    list.split('\'').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn documented_and_exported_cmdlets_are_the_same() {
    let exported = exported();
    assert!(exported.contains("Get-VmPrincipalId"), "{exported:?}");
    let ours = |word: &&str| {
        let noun = word.split_once('-').map_or("", |(_, noun)| noun);
        noun.starts_with("ManagedIdentity") || noun.starts_with("Vm")
    };
    let mut named = BTreeSet::new();
    for (page, text) in pages() {
        for word in words(&text).filter(ours) {
            assert!(exported.contains(word), "{page} mentions {word}, which isn't exported");
            named.insert(word.to_owned());
        }
    }
    assert_eq!(named, exported, "an exported cmdlet isn't documented");
}

#[test]
fn every_parameter_in_an_example_exists() {
    for (page, text) in pages() {
        for line in text.split("```powershell").skip(1).flat_map(|rest| rest.split("```").next().unwrap().lines()) {
            for cmdlet in exported() {
                // Stops at the next command of the line.
                let Some((_, rest)) = line.split_once(&format!("{cmdlet} ")) else {
                    continue;
                };
                let call = rest.split(['|', ')', ';', '}']).next().unwrap();
                let help = read(&root().join(format!("powershell/docs/{cmdlet}.md")));
                for parameter in call
                    .split_whitespace()
                    .filter(|word| word.starts_with('-') && word[1..].starts_with(char::is_alphabetic))
                {
                    assert!(
                        help.contains(&format!("### {parameter}\n")),
                        "{page}: {cmdlet} has no {parameter}: {line}"
                    );
                }
            }
        }
    }
}

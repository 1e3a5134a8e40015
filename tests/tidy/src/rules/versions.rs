//! Rules about versions and package registries.

use crate::tree::{File, Tree};

/// The manifests that repeat the version, because tools read them as data, each with the key of the version.
const MANIFESTS: [(&str, &str); 3] = [
    ("powershell/module/ManagedIdentity.psd1", "ModuleVersion"),
    ("powershell/dsc/ManagedIdentityDsc.psd1", "ModuleVersion"),
    ("powershell/dsc/managedidentity.dsc.resource.json", "\"version\""),
];

/// Checks that only the workspace and the manifests state a version, and that all are equal.
pub(super) fn one_version(tree: &Tree) -> Vec<String> {
    let Some(version) = tree.file("Cargo.toml").and_then(|file| value_of(&file.text(), "version = ")) else {
        return vec!["Cargo.toml has no version".to_owned()];
    };
    let mut found = Vec::new();
    for (manifest, key) in MANIFESTS {
        let told = tree.file(manifest).and_then(|file| value_of(&file.text(), key));
        match told {
            Some(other) if other == version => {}
            Some(other) => found.push(format!("{manifest} says {other}, Cargo.toml {version}")),
            None => found.push(format!("{manifest} has no {key}")),
        }
    }
    let of_its_own = |file: &&File| match &file.path {
        _ if file.is_member() => !file.text().contains("version.workspace = true"),
        path if path.ends_with(".csproj") => file.text().contains("<Version>"),
        _ => false,
    };
    found.extend(tree.files.iter().filter(of_its_own).map(|file| format!("{} has its own version", file.path)));
    found
}

/// Returns the quoted text after a key at the start of a line.
fn value_of(text: &str, key: &str) -> Option<String> {
    let line = text.lines().map(str::trim_start).find(|line| line.starts_with(key))?;
    // The key may be quoted itself.
    let mut quoted = line[key.len()..].split(['\'', '"']);
    quoted.next();
    quoted.next().map(str::to_owned)
}

const CRATES: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Checks that no lock file or configuration uses a private registry mirror.
pub(super) fn registries(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(lock) = tree.file("Cargo.lock") {
        let text = lock.text();
        let elsewhere = text
            .lines()
            .filter_map(|line| line.strip_prefix("source = "))
            .filter(|source| source.trim_matches('"') != CRATES);
        found.extend(elsewhere.map(|source| format!("Cargo.lock has a package from {source}")));
    }
    if let Some(config) = tree
        .file(".cargo/config.toml")
        .filter(|file| ["[source", "[registr"].iter().any(|key| file.text().contains(key)))
    {
        found.push(format!("{} names a registry", config.path));
    }
    let private = |file: &&File| file.ends(&["pip.conf", ".npmrc", "NuGet.Config", "nuget.config"]);
    found.extend(tree.files.iter().filter(private).map(|file| format!("{} names a registry", file.path)));
    found
}

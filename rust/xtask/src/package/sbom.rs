//! The software bill of materials (SBOM): the crates that the library and the program need at run time, on any system.

use super::rid::Rid;
use crate::context::Context;
use crate::run;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

pub const FILE: &str = "sbom.cdx.json";
/// The crates of this workspace that ship.
const ROOTS: [&str; 2] = ["azmi-ffi", "azmi-cli"];

#[derive(Clone, Debug)]
pub struct Crate {
    pub name: String,
    pub version: String,
    pub license: String,
    /// Whether it belongs to this workspace.
    pub own: bool,
    /// The crates that it needs, as `name@version`.
    pub needs: BTreeSet<String>,
    /// The registry's SHA-256 of its package.
    pub checksum: Option<String>,
}

impl Crate {
    /// Reads a line of `cargo tree`: `2|tokio v1.47.1|MIT`, or `0|azmi-cli v0.1.0 (/its/folder)|MIT (*)` if its
    /// dependencies were shown before.
    fn read(line: &str) -> Option<Self> {
        let (package, license) = line.split_once('|')?.1.split_once('|')?;
        let mut words = package.splitn(3, ' ');
        let (name, version) = (words.next()?.to_owned(), words.next()?.strip_prefix('v')?.to_owned());
        let license = license.trim_end_matches(" (*)").to_owned();
        Some(Self { name, version, license, own: words.next().is_some(), needs: BTreeSet::new(), checksum: None })
    }

    /// Returns `name@version`, which identifies the crate.
    pub fn key(&self) -> String {
        format!("{}@{}", self.name, self.version)
    }
}

/// Gets the shipped crates from cargo, for the released targets.
pub fn shipped(context: &Context) -> Result<Vec<Crate>, String> {
    let lock: toml::Table = toml::from_str(&context.text("Cargo.lock")?).map_err(|error| error.to_string())?;
    let locked = lock.get("package").and_then(toml::Value::as_array).into_iter().flatten();
    let checksums = locked.filter_map(|package| {
        let of = |name: &str| package.get(name)?.as_str();
        Some((format!("{}@{}", of("name")?, of("version")?), of("checksum")?.to_owned()))
    });
    let checksums: BTreeMap<String, String> = checksums.collect();
    let mut all: BTreeMap<String, Crate> = BTreeMap::new();
    for rid in Rid::ALL {
        // Procedural macros run in the compiler and don't ship.
        let args = ["tree", "--locked", "--edges=normal,no-proc-macro", "--prefix=depth", "--format=|{p}|{l}"];
        let mut tree = context.cargo(args);
        tree.args(ROOTS.map(|root| format!("--package={root}"))).args(["--target", rid.released_target()]);
        let mut above: Vec<String> = Vec::new();
        for line in run::read(&mut tree)?.lines().filter(|line| !line.is_empty()) {
            let mut found = Crate::read(line).ok_or_else(|| format!("cargo tree: `{line}`"))?;
            let depth = line.split('|').next().and_then(|depth| depth.parse().ok()).unwrap_or(0);
            above.truncate(depth);
            if let Some(parent) = above.last().and_then(|parent| all.get_mut(parent)) {
                parent.needs.insert(found.key());
            }
            above.push(found.key());
            found.checksum = checksums.get(&found.key()).cloned();
            all.entry(found.key()).or_insert(found);
        }
    }
    Ok(all.into_values().collect())
}

/// Returns the software bill of materials in CycloneDX 1.5. To be reproducible, it has no time and no serial number.
pub fn sbom(version: &str, crates: &[Crate], rust: &str) -> String {
    // The lock file doesn't contain the standard library.
    let std = format!("rust-std@{rust}");
    let root = format!("ManagedIdentity@{version}");
    let mut components = vec![component("library", "rust-std", rust, &std, "MIT OR Apache-2.0")];
    components.extend(crates.iter().map(|each| {
        let mut found = component("library", &each.name, &each.version, &each.key(), &each.license);
        if !each.own {
            found["purl"] = json!(format!("pkg:cargo/{}@{}", each.name, each.version));
        }
        if let Some(checksum) = &each.checksum {
            found["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
        }
        found
    }));
    let own = crates.iter().filter(|each| each.own).map(Crate::key);
    let mut edges = vec![json!({ "ref": root, "dependsOn": own.chain([std]).collect::<Vec<_>>() })];
    edges.extend(crates.iter().map(|each| json!({ "ref": each.key(), "dependsOn": each.needs })));
    let sbom = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": component("application", "ManagedIdentity", version, &root, "MIT") },
        "components": components,
        "dependencies": edges,
    });
    format!("{sbom:#}\n")
}

fn component(kind: &str, name: &str, version: &str, reference: &str, licence: &str) -> Value {
    // Old crates write `MIT/Apache-2.0`, which means a choice.
    let licences = json!([{ "expression": licence.replace('/', " OR ") }]);
    json!({ "type": kind, "bom-ref": reference, "name": name, "version": version, "licenses": licences })
}

#[cfg(test)]
mod tests;

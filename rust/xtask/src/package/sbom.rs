//! The software bill of materials (SBOM): the crates that the library and the program need at run time, on any of the systems.

use super::rid::Rid;
use crate::context::Context;
use crate::run;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

pub const FILE: &str = "sbom.cdx.json";
/// The crates of this workspace that ship.
const ROOTS: [&str; 2] = ["azmi-ffi", "azmi-cli"];

#[derive(Clone, Debug)]
pub struct Crate {
    pub name: String,
    pub version: String,
    pub license: String,
    pub folder: PathBuf,
    pub own: bool,
    /// The crates it needs, as `name@version`.
    pub needs: BTreeSet<String>,
    /// The registry's SHA-256 of its package.
    pub checksum: Option<String>,
}

impl Crate {
    /// `name@version`, by which crates are told apart.
    pub fn key(&self) -> String {
        format!("{}@{}", self.name, self.version)
    }
}

/// Reads them from cargo, for the targets that are released.
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
        let args = ["metadata", "--format-version=1", "--locked", "--filter-platform", rid.released_target()];
        let output = run::read(&mut context.cargo(args))?;
        let metadata: Value = serde_json::from_str(&output).map_err(|error| format!("cargo metadata: {error}"))?;
        for mut found in of_target(&metadata) {
            found.checksum = checksums.get(&found.key()).cloned();
            let known = all.entry(found.key()).or_insert_with(|| found.clone());
            known.needs.extend(found.needs);
        }
    }
    Ok(all.into_values().collect())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The roots and all that they need, without what only builds need.
fn of_target(metadata: &Value) -> Vec<Crate> {
    let by_id = |list: &'static str, part: &'static [&'static str]| {
        let list = part.iter().fold(metadata, |value, name| &value[*name])[list].as_array();
        let pairs = list.into_iter().flatten().map(|each| (text(&each["id"]), each));
        pairs.collect::<BTreeMap<String, &Value>>()
    };
    let (packages, nodes) = (by_id("packages", &[]), by_id("nodes", &["resolve"]));
    let roots = packages.iter().filter(|(_, package)| ROOTS.contains(&package["name"].as_str().unwrap_or_default()));
    let mut waiting: Vec<String> = roots.map(|(id, _)| id.clone()).collect();
    let mut seen: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut found = Vec::new();
    while let Some(id) = waiting.pop() {
        let (Some(package), Some(node)) = (packages.get(&id), nodes.get(&id)) else {
            continue;
        };
        let needs = node["deps"].as_array().into_iter().flatten().filter(|dep| {
            let mut kinds = dep["dep_kinds"].as_array().into_iter().flatten();
            kinds.any(|kind| kind["kind"].is_null())
        });
        let needs = needs.map(|dep| text(&dep["pkg"]));
        let needs: Vec<String> = needs.filter(|id| packages.get(id).is_some_and(|package| ships(package))).collect();
        let folder = text(&package["manifest_path"]);
        let described = |package: &Value| format!("{}@{}", text(&package["name"]), text(&package["version"]));
        found.push(Crate {
            name: text(&package["name"]),
            version: text(&package["version"]),
            license: text(&package["license"]),
            folder: Path::new(&folder).parent().map(Path::to_owned).unwrap_or_default(),
            own: package["source"].is_null(),
            needs: needs.iter().map(|id| described(packages[id])).collect(),
            checksum: None,
        });
        waiting.extend(needs.into_iter().filter(|id| seen.insert(id.clone())));
    }
    found
}

/// A macro runs in the compiler; nothing of it is in what ships.
fn ships(package: &Value) -> bool {
    let targets = package["targets"].as_array().into_iter().flatten();
    let mut kinds = targets.flat_map(|target| target["kind"].as_array().into_iter().flatten());
    !kinds.any(|kind| kind == "proc-macro")
}

/// The software bill of materials, in CycloneDX 1.5. It holds no time and no serial number, so that the same sources give the same bytes.
pub fn sbom(version: &str, crates: &[Crate], rust: &str) -> String {
    // No lock file names the standard library.
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

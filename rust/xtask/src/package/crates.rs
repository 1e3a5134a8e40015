//! The crates that what ships is made of: those the library and the program need at run time, on any of the systems.

use super::rid::Rid;
use crate::surroundings::Surroundings;
use cargo_metadata::{
    CargoOpt, DependencyKind, Metadata, MetadataCommand, Package, PackageId, TargetKind,
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// The crates of this workspace that ship.
const ROOTS: [&str; 2] = ["azmi-ffi", "azmi-cli"];

/// A crate that ships.
#[derive(Clone, Debug)]
pub struct Crate {
    /// What cargo says of it.
    pub package: Package,
    /// Whether it is of this workspace.
    pub own: bool,
    /// The crates it needs, as `name@version`.
    pub needs: BTreeSet<String>,
    /// The registry's SHA-256 of its package.
    pub checksum: Option<String>,
}

impl Crate {
    /// `name@version`, by which crates are told apart.
    #[must_use]
    pub fn key(&self) -> String {
        key(&self.package)
    }

    /// Its licences, as written.
    #[must_use]
    pub fn license(&self) -> &str {
        self.package.license.as_deref().unwrap_or_default()
    }
}

fn key(package: &Package) -> String {
    format!("{}@{}", package.name, package.version)
}

/// Reads them from cargo, for the targets that are released.
///
/// # Errors
/// cargo can't tell.
pub fn shipped(around: &Surroundings) -> Result<Vec<Crate>, String> {
    let checksums = checksums(around)?;
    let mut all: BTreeMap<String, Crate> = BTreeMap::new();
    for rid in Rid::ALL {
        let metadata = MetadataCommand::new()
            .cargo_path(around.cargo())
            .manifest_path(around.path("Cargo.toml"))
            .other_options(vec![
                "--locked".to_owned(),
                "--filter-platform".to_owned(),
                rid.released_target().to_owned(),
            ])
            .features(CargoOpt::SomeFeatures(Vec::new()))
            .exec()
            .map_err(|error| format!("cargo metadata: {error}"))?;
        for mut found in of_target(&metadata) {
            found.checksum = checksums.get(&found.key()).cloned();
            let known = all.entry(found.key()).or_insert_with(|| found.clone());
            known.needs.extend(found.needs);
        }
    }
    Ok(all.into_values().collect())
}

/// The roots and all that they need, without what only builds need.
fn of_target(metadata: &Metadata) -> Vec<Crate> {
    let packages: BTreeMap<&PackageId, &Package> = metadata
        .packages
        .iter()
        .map(|each| (&each.id, each))
        .collect();
    let mut waiting: Vec<&PackageId> = packages
        .values()
        .filter(|package| ROOTS.contains(&package.name.as_str()))
        .map(|package| &package.id)
        .collect();
    let mut seen: BTreeSet<&PackageId> = waiting.iter().copied().collect();
    let mut found = Vec::new();
    while let Some(id) = waiting.pop() {
        let Some(package) = packages.get(id) else {
            continue;
        };
        let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
        let needs: Vec<&PackageId> = nodes
            .filter(|node| &node.id == id)
            .flat_map(|node| &node.deps)
            .filter(|dep| {
                let mut kinds = dep.dep_kinds.iter();
                kinds.any(|kind| kind.kind == DependencyKind::Normal)
            })
            .map(|dep| &dep.pkg)
            .filter(|id| packages.get(id).is_some_and(|package| ships(package)))
            .collect();
        found.push(Crate {
            package: (*package).clone(),
            own: package.source.is_none(),
            needs: needs.iter().map(|id| key(packages[id])).collect(),
            checksum: None,
        });
        waiting.extend(needs.into_iter().filter(|id| seen.insert(id)));
    }
    found
}

/// A macro runs in the compiler; nothing of it is in what ships.
fn ships(package: &Package) -> bool {
    let mut kinds = package.targets.iter().flat_map(|target| &target.kind);
    !kinds.any(|kind| *kind == TargetKind::ProcMacro)
}

#[derive(Deserialize)]
struct Lock {
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    version: String,
    checksum: Option<String>,
}

fn checksums(around: &Surroundings) -> Result<BTreeMap<String, String>, String> {
    let text = fs::read_to_string(around.path("Cargo.lock")).map_err(|error| error.to_string())?;
    let lock: Lock = toml::from_str(&text).map_err(|error| format!("Cargo.lock: {error}"))?;
    let one = |locked: Locked| {
        Some((
            format!("{}@{}", locked.name, locked.version),
            locked.checksum?,
        ))
    };
    Ok(lock.package.into_iter().filter_map(one).collect())
}

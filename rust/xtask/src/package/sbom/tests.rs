use super::{Crate, sbom, shipped};
use crate::context::Context;
use serde_json::Value;
use std::collections::BTreeSet;

fn crates() -> Vec<Crate> {
    shipped(&Context::new(true)).unwrap()
}

#[test]
fn the_crates_are_those_that_ship_for_any_system() {
    let crates = crates();
    let names: BTreeSet<&str> = crates.iter().map(|each| each.name.as_str()).collect();
    for name in ["azmi-core", "azmi-ffi", "azmi-cli", "azmi-os", "tokio", "windows-sys", "libc", "zeroize"] {
        assert!(names.contains(name), "{name} ships");
    }
    for name in ["azmi-xtask", "tempfile", "serde_derive", "cbindgen", "winresource", "tree-sitter"] {
        assert!(!names.contains(name), "{name} doesn't ship");
    }
    for each in crates.iter().filter(|each| !each.own) {
        let checksum = each.checksum.as_deref().unwrap_or_default();
        assert_eq!(checksum.len(), 64, "{} lacks the registry's hash", each.key());
    }
}

#[test]
fn it_lists_each_crate_and_every_dependency_is_listed() {
    let crates = crates();
    let text = sbom("1.2.3", &crates, "1.0.0");
    assert_eq!(text, sbom("1.2.3", &crates, "1.0.0"));
    let sbom: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(sbom["specVersion"], "1.5");
    assert_eq!(sbom["metadata"]["component"]["version"], "1.2.3");
    let components = sbom["components"].as_array().unwrap();
    assert_eq!(components.len(), crates.len() + 1, "the crates and the standard library");
    let known: BTreeSet<&str> = components.iter().map(|component| component["bom-ref"].as_str().unwrap()).collect();
    for edge in sbom["dependencies"].as_array().unwrap() {
        let from = edge["ref"].as_str().unwrap();
        assert!(known.contains(from) || from == "ManagedIdentity@1.2.3", "{from}");
        for to in edge["dependsOn"].as_array().unwrap() {
            assert!(known.contains(to.as_str().unwrap()), "{to}");
        }
    }
    let tokio = components.iter().find(|component| component["name"] == "tokio").unwrap();
    assert_eq!(tokio["licenses"][0]["expression"], "MIT");
    assert!(tokio["purl"].as_str().unwrap().starts_with("pkg:cargo/tokio@"));
    // It contains no time and no folder of this machine.
    assert!(sbom["metadata"]["timestamp"].is_null());
}

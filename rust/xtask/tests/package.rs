//! What the package says of itself is what it holds: crates, licences, kinds of files.

use azmi_xtask::dev_archive;
use azmi_xtask::package::archive::{self, Entry};
use azmi_xtask::package::crates::{self, Crate};
use azmi_xtask::package::rid::Rid;
use azmi_xtask::package::{self, bill, gallery, import_library, manifest, notices, release};
use azmi_xtask::rows::workshop::Workshop;
use azmi_xtask::surroundings::Surroundings;
use azmi_xtask::tools::Tools;
use azmi_xtask::tools::unpack::unpack;
use serde_json::Value;
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::Path;

fn around() -> Surroundings {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    Surroundings::new(root, env::vars_os())
}

fn shipped() -> Vec<Crate> {
    crates::shipped(&around()).unwrap()
}

#[test]
fn the_crates_are_those_that_run_on_any_of_the_systems() {
    let crates = shipped();
    let names: BTreeSet<&str> = crates
        .iter()
        .map(|each| each.package.name.as_str())
        .collect();
    for name in [
        "azmi-core",
        "azmi-ffi",
        "azmi-cli",
        "azmi-os",
        "tokio",
        "windows-sys",
        "libc",
        "zeroize",
    ] {
        assert!(names.contains(name), "{name} ships");
    }
    for name in [
        "azmi-xtask",
        "tempfile",
        "serde_derive",
        "cbindgen",
        "winresource",
        "tree-sitter",
    ] {
        assert!(!names.contains(name), "{name} does not ship");
    }
    for each in crates.iter().filter(|each| !each.own) {
        let checksum = each.checksum.as_deref().unwrap_or_default();
        assert_eq!(checksum.len(), 64, "{} has the registry's hash", each.key());
    }
}

#[test]
fn the_bill_names_each_crate_and_every_edge_leads_to_one() {
    let crates = shipped();
    let text = bill::write("1.2.3", &crates, "1.0.0").unwrap();
    assert_eq!(text, bill::write("1.2.3", &crates, "1.0.0").unwrap());
    let bill: Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(bill["specVersion"], "1.5");
    assert_eq!(bill["metadata"]["component"]["version"], "1.2.3");
    let components = bill["components"].as_array().unwrap();
    assert_eq!(
        components.len(),
        crates.len() + 1,
        "and the standard library"
    );
    let mut known: BTreeSet<&str> = components
        .iter()
        .map(|component| component["bom-ref"].as_str().unwrap())
        .collect();
    known.insert("ManagedIdentity@1.2.3");
    for edge in bill["dependencies"].as_array().unwrap() {
        for to in edge["dependsOn"].as_array().into_iter().flatten() {
            assert!(known.contains(to.as_str().unwrap()), "{to}");
        }
    }
    let tokio = components
        .iter()
        .find(|component| component["name"] == "tokio")
        .unwrap();
    assert_eq!(tokio["licenses"][0]["expression"], "MIT");
    assert!(
        tokio["purl"]
            .as_str()
            .unwrap()
            .starts_with("pkg:cargo/tokio@")
    );
    // No time and no folder of this machine.
    assert!(bill["metadata"]["timestamp"].is_null());
}

#[test]
fn every_foreign_crate_has_its_licence_s_text() {
    let crates = shipped();
    let text = notices::write(&crates).unwrap();
    assert!(text.is_ascii());
    for each in &crates {
        let shown = format!("{} {} (", each.package.name, each.package.version);
        assert_eq!(text.contains(&shown), !each.own, "{shown}");
    }
    assert!(text.contains("Permission is hereby granted"));
    assert!(text.contains("Apache License"));
}

#[test]
fn the_manifest_is_read_and_becomes_a_gallery_package() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../powershell/module");
    let about = manifest::read(&folder, "ManagedIdentity").unwrap();
    assert_eq!(about.version, env!("CARGO_PKG_VERSION"));
    assert!(
        about.tags.contains(&"PSEdition_Core".to_owned()),
        "{about:?}"
    );
    let files = [
        Entry::text("LICENSE", ""),
        Entry::text("linux-x64/azmi.so", ""),
    ];
    let about = gallery::Described {
        needs: Some("Other".to_owned()),
        ..about
    };
    let parts = gallery::parts(&about, &files).unwrap();
    let text = |name: &str| {
        let part = parts.iter().find(|part| part.name == name).unwrap();
        String::from_utf8(part.bytes.clone()).unwrap()
    };
    let nuspec = text("ManagedIdentity.nuspec");
    assert!(
        nuspec.contains("<id>ManagedIdentity</id>") && nuspec.contains("PSModule"),
        "{nuspec}"
    );
    assert!(
        nuspec.contains("<dependency id=\"Other\" version=\"["),
        "{nuspec}"
    );
    let kinds = text("[Content_Types].xml");
    assert!(
        kinds.contains("Extension=\"so\"") && kinds.contains("PartName=\"/LICENSE\""),
        "{kinds}"
    );
    assert!(text("_rels/.rels").contains("/ManagedIdentity.nuspec"));
    assert!(manifest::read(&folder, "NoSuch").is_err());
}

#[test]
fn sums_are_of_all_that_lies_there_but_themselves() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("b.zip"), "two").unwrap();
    fs::write(folder.path().join("a.zip"), "").unwrap();
    release::add_sums(folder.path()).unwrap();
    let first = fs::read_to_string(folder.path().join(release::SUMS)).unwrap();
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert!(first.starts_with(&format!("{empty}  a.zip\n")), "{first}");
    assert!(first.ends_with("  b.zip\n"), "{first}");
    release::add_sums(folder.path()).unwrap();
    assert_eq!(
        first,
        fs::read_to_string(folder.path().join(release::SUMS)).unwrap()
    );
}

#[test]
fn a_development_archive_is_made_of_any_library_wherever_that_was_built() {
    let around = around();
    let shop = Workshop::new(Tools::new(&around, true));
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("from another machine");
    fs::write(&library, "library").unwrap();
    for rid in Rid::ALL {
        let file = dev_archive::make(&shop, rid, &library, folder.path()).unwrap();
        let first = fs::read(&file).unwrap();
        dev_archive::make(&shop, rid, &library, folder.path()).unwrap();
        assert_eq!(first, fs::read(&file).unwrap(), "{rid}: the same bytes");

        let unpacked = folder.path().join(rid.name());
        unpack(&file, &unpacked, "").unwrap();
        let top = unpacked.join(dev_archive::name(rid));
        let entries = archive::read(&top, "").unwrap();
        let names: BTreeSet<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
        let imports = format!("lib/{}", import_library::FILE);
        let of_system = match rid.is_windows() {
            true => vec!["bin/azmi.dll", &imports],
            false => vec!["lib/libazmi.so"],
        };
        let of_all = [
            "include/azmi.h",
            "lib/cmake/azmi/azmi-config-version.cmake",
            "lib/cmake/azmi/azmi-config.cmake",
            "lib/pkgconfig/azmi.pc",
            "share/doc/azmi/LICENSE",
            "share/doc/azmi/abi.md",
        ];
        let expected: BTreeSet<&str> = of_all.into_iter().chain(of_system).collect();
        assert_eq!(names, expected, "{rid}");
        for entry in &entries {
            let text = String::from_utf8_lossy(&entry.bytes);
            assert!(!text.contains("@VERSION@"), "{}", entry.name);
        }
    }
}

#[test]
fn only_the_task_that_packs_writes_what_is_handed_out() {
    let around = around();
    let shop = Workshop::new(Tools::new(&around, true));
    let place = package::place(&around);
    assert!(!package::dist(&shop).starts_with(&place));
    assert!(shop.place().starts_with(around.target()));
    let shop = shop.with_place(place.clone());
    assert_eq!(package::dist(&shop), place.join("dist"));
}

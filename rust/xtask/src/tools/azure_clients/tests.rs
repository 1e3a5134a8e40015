use super::*;
use crate::surroundings::Surroundings;
use std::path::Path;

fn checkout() -> Surroundings {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let nowhere = root.join("target/tmp/azure-clients-none");
    Surroundings::new(root, [("CARGO_TARGET_DIR".into(), nowhere.into())])
}

#[test]
fn the_readme_names_the_versions_that_are_installed() {
    let readme = fs::read_to_string(checkout().path("tests/peers/README.md")).unwrap();
    for wanted in [PYTHON.join(" "), NODE.join(" ")] {
        assert!(readme.contains(&wanted), "{wanted}");
    }
}

#[test]
fn offline_nothing_is_installed_and_the_reason_says_what_to_run() {
    let around = checkout();
    let tools = Tools::new(&around, true);
    for client in Client::ALL {
        let why = install(&tools, client, &Err("no .NET SDK".to_owned())).unwrap_err();
        assert!(why.contains("cargo xtask peers"), "{why}");
    }
}

#[test]
fn looking_for_a_client_installs_nothing_even_where_that_is_allowed() {
    let around = checkout();
    let tools = Tools::new(&around, false);
    for client in Client::ALL {
        let why = installed(&tools, client).unwrap_err();
        assert!(why.contains("cargo xtask peers"), "{why}");
    }
    assert!(!folder(&tools).exists());
}

#[test]
fn a_client_is_there_only_in_the_version_that_is_wanted() {
    let target = tempfile::tempdir().unwrap();
    let around = Surroundings::new(
        checkout().root().to_owned(),
        [("CARGO_TARGET_DIR".into(), target.path().into())],
    );
    let tools = Tools::new(&around, true);
    let place = folder(&tools).join(Client::Python.folder());
    fs::create_dir_all(&place).unwrap();
    fs::write(mark(&place), wanted(&tools, Client::Python).unwrap()).unwrap();
    assert_eq!(installed(&tools, Client::Python), Ok(()));
    fs::write(mark(&place), "azure-identity==1.0.0").unwrap();
    assert!(installed(&tools, Client::Python).is_err());
}

#[test]
fn a_missing_program_is_named_with_what_to_install() {
    let around = checkout();
    let tools = Tools::new(&around, false);
    for (client, words) in [
        (Client::Python, "no python3 on PATH"),
        (Client::Node, "no npm on PATH"),
        (Client::DotNet, "no .NET SDK"),
    ] {
        let why = install(&tools, client, &Err("no .NET SDK".to_owned())).unwrap_err();
        assert!(why.contains(words), "{why}");
    }
}

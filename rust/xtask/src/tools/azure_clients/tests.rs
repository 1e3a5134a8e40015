use super::*;
use std::env;

fn checkout(name: &str) -> Context {
    let root = Context::new(true).root().to_owned();
    // Installed nowhere: a folder that is not there.
    let elsewhere = env::temp_dir().join(format!("azmi-clients-{}-{name}", std::process::id()));
    Context::new(true).with_target(root, elsewhere)
}

#[test]
fn the_readme_names_the_versions_that_are_installed() {
    let readme = Context::new(true).text("tests/peers/README.md").unwrap();
    for wanted in [PYTHON.join(" "), NODE.join(" ")] {
        assert!(readme.contains(&wanted), "{wanted}");
    }
}

#[test]
fn offline_nothing_is_installed_and_the_reason_says_what_to_run() {
    let context = checkout("offline");
    for client in Client::ALL {
        let why = install(&context, client).unwrap_err();
        assert!(why.contains("cargo xtask peers"), "{why}");
    }
    assert!(!folder(&context).exists());
}

#[test]
fn a_client_is_there_only_in_the_version_that_is_wanted() {
    let context = checkout("version");
    let place = folder(&context).join(Client::Python.folder());
    fs::create_dir_all(&place).unwrap();
    fs::write(mark(&place), wanted(&context, Client::Python).unwrap()).unwrap();
    assert_eq!(installed(&context, Client::Python), Ok(()));
    fs::write(mark(&place), "azure-identity==1.0.0").unwrap();
    assert!(installed(&context, Client::Python).is_err());
    fs::remove_dir_all(context.target()).unwrap();
}

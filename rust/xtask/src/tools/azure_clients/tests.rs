use super::*;

/// Returns a context with nothing installed: its target folder doesn't exist.
fn context(name: &str) -> Context {
    let context = Context::new(true);
    context.with_target(
        context.root.clone(),
        std::env::temp_dir().join(format!("azmi-clients-{}-{name}", std::process::id())),
    )
}

#[test]
fn the_readme_lists_the_installed_versions() {
    let readme = Context::new(true).text("tests/peers/README.md").unwrap();
    for client in [Client::Python, Client::Node] {
        let versions = wanted(&Context::new(true), client).unwrap();
        let versions = versions.split(['"', '=', '\n', ' ']).filter(|word| word.contains('.'));
        let missing: Vec<&str> = versions.filter(|version| !readme.contains(version)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}

#[test]
fn offline_installs_nothing_and_says_what_to_run() {
    let context = context("offline");
    for client in Client::ALL {
        let why = install(&context, client).unwrap_err();
        assert!(why.contains("cargo xtask peers"), "{why}");
    }
    assert!(!folder(&context).exists());
}

#[test]
fn a_client_counts_as_installed_only_in_the_required_version() {
    let context = context("version");
    let mark = mark(&context, Client::Python);
    fs::create_dir_all(mark.parent().unwrap()).unwrap();
    fs::write(&mark, wanted(&context, Client::Python).unwrap()).unwrap();
    assert_eq!(installed(&context, Client::Python), Ok(()));
    fs::write(&mark, "azure-identity==1.0.0").unwrap();
    assert!(installed(&context, Client::Python).is_err());
    fs::remove_dir_all(&context.target).unwrap();
}

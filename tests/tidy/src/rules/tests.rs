use super::*;

fn tree(files: &[(&str, &str)]) -> Tree {
    let file = |(path, text): &(&str, &str)| File { path: (*path).to_owned(), bytes: text.as_bytes().to_vec() };
    Tree { files: files.iter().map(file).collect() }
}

fn check(name: &str, files: &[(&str, &str)]) -> Vec<String> {
    let rule = ALL.iter().find(|rule| rule.name.starts_with(name)).expect("a rule of that name");
    (rule.check)(&tree(files))
}

#[test]
fn a_long_file_is_found() {
    let long = "line\n".repeat(401);
    assert_eq!(
        check("file length", &[("rust/a.rs", &long), ("a.md", &long)]),
        ["rust/a.rs has 401 lines, more than 400"]
    );
    assert!(check("file length", &[("rust/a.rs", &"line\n".repeat(400))]).is_empty());
}

#[test]
fn a_crate_that_allows_unsafe_is_found() {
    let lints = "[lints]\nworkspace = true\n";
    assert!(
        check("unsafe", &[("rust/core/src/lib.rs", "#![forbid(unsafe_code)]"), ("rust/core/Cargo.toml", lints)])
            .is_empty()
    );
    assert!(check("unsafe", &[("rust/ffi/src/lib.rs", ""), ("rust/core/src/retry.rs", "")]).is_empty());
    assert_eq!(check("unsafe", &[("rust/cli/src/main.rs", "")]), ["rust/cli/src/main.rs doesn't forbid unsafe code"]);
    assert_eq!(
        check("unsafe", &[("rust/cli/Cargo.toml", "")]),
        ["rust/cli/Cargo.toml doesn't use the workspace's lints"]
    );
    let own = "[package]\n\n[workspace]\n";
    assert!(check("unsafe", &[("rust/fuzz/Cargo.toml", own)]).is_empty());
}

#[test]
fn two_versions_are_found() {
    let cargo = ("Cargo.toml", "[workspace.package]\nversion = \"1.2.3\"\n");
    let same = ("powershell/module/ManagedIdentity.psd1", "@{\n    ModuleVersion = '1.2.3'\n}");
    let dsc = ("powershell/dsc/ManagedIdentityDsc.psd1", "@{\n    ModuleVersion = '1.2.3'\n}");
    let resource = ("powershell/dsc/managedidentity.dsc.resource.json", "{\n  \"version\": \"1.2.3\",\n}");
    assert!(check("one version", &[cargo, same, dsc, resource]).is_empty());
    let other = ("powershell/module/ManagedIdentity.psd1", "@{\n    ModuleVersion = '1.2.4'\n}");
    assert_eq!(check("one version", &[cargo, other, dsc, resource]).len(), 1);
    let other = (resource.0, "{\n  \"version\": \"1.2.4\",\n}");
    assert_eq!(check("one version", &[cargo, same, dsc, other]).len(), 1);
    for own in [("a.csproj", "<Version>1</Version>"), ("rust/x/Cargo.toml", "version = \"1\"")] {
        assert_eq!(
            check("one version", &[cargo, same, dsc, resource, own]),
            [format!("{} has its own version", own.0)]
        );
    }
    assert_eq!(check("one version", &[cargo]).len(), 3);
}

#[test]
fn a_registry_mirror_is_found() {
    let good = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
    assert!(check("packages", &[("Cargo.lock", good), (".cargo/config.toml", "[alias]")]).is_empty());
    assert_eq!(check("packages", &[("Cargo.lock", "source = \"registry+https://mirror.example/\"\n")]).len(), 1);
    assert_eq!(check("packages", &[(".cargo/config.toml", "[source.crates-io]")]).len(), 1);
    assert_eq!(check("packages", &[("sub/nuget.config", "")]).len(), 1);
}

#[test]
fn text_that_5_1_misreads_is_found() {
    assert!(
        check("shipped text", &[("build.ps1", "'plain'"), ("docs/a.md", "\u{e9}"), ("a.ps1", "\u{feff}'\u{e9}'")])
            .is_empty()
    );
    assert_eq!(
        check("shipped text", &[("build.ps1", "'ok'\n'\u{e9}'")]),
        ["build.ps1:2 isn't ASCII, and the file has no byte order mark"]
    );
    assert_eq!(check("shipped text", &[("powershell/module/en-US/x.txt", "\u{2019}")]).len(), 1);
}

#[test]
fn a_path_of_one_machine_is_found() {
    let home = concat!("see /ro", "ot/.cache");
    assert_eq!(check("no path", &[("a.md", home)]).len(), 1);
    assert!(check("no path", &[("a.md", "usr/rooted, $HOME/.cache, CurrentUser\\Root/")]).is_empty());
    let part = concat!(".github/wo", "rk/");
    assert!(check("no path", &[("a.md", &part.replace(".github", "net"))]).is_empty());
}

#[test]
fn an_unfinished_mark_is_found() {
    let mark = concat!("// TO", "DO: later");
    assert_eq!(check("no unfinished", &[("a.rs", mark)]).len(), 1);
    assert!(check("no unfinished", &[("a.rs", "// MastodonTODO is a name")]).is_empty());
}

#[test]
fn a_broken_link_is_found() {
    let files = [
        ("docs/a.md", "[b](b.md) [c](../README.md#top) [d](https://example.org/x) [e](#here) [f](../rust)"),
        ("docs/b.md", ""),
        ("README.md", ""),
        ("rust/x.rs", ""),
    ];
    assert!(check("links", &files).is_empty());
    assert_eq!(check("links", &[("docs/a.md", "[b](b.md)")]), ["docs/a.md links to b.md, which doesn't exist"]);
}

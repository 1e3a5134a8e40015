use super::*;

#[test]
fn the_newest_sdk_that_is_new_enough_is_taken() {
    let list = "8.0.404 [/usr/share/dotnet/sdk]\n10.0.99 [/usr/share/dotnet/sdk]\n10.0.401 [/usr/share/dotnet/sdk]\n";
    assert_eq!(newest_of(list).as_deref(), Some("10.0.401"));
    assert_eq!(newest_of("8.0.404 [/usr/share/dotnet/sdk]\n"), None);
    assert_eq!(
        newest_of("11.0.100-preview.2.26103.5 [/d]\n").as_deref(),
        Some("11.0.100-preview.2.26103.5")
    );
    assert_eq!(newest_of(""), None);
}

#[test]
fn with_nothing_to_be_had_the_reason_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let around = Surroundings::new(folder.path().join("checkout"), []);
    let error = Dotnet::find(&Tools::new(&around, true)).unwrap_err();
    assert!(error.contains("--offline downloads nothing"), "{error}");
    assert!(error.contains("DOTNET_ROOT"), "{error}");
}

#[test]
fn a_named_toolchain_that_is_not_there_is_not_replaced_by_another() {
    let folder = tempfile::tempdir().unwrap();
    let beside = folder.path().join("shared/toolchain");
    std::fs::create_dir_all(&beside).unwrap();
    std::fs::write(beside.join("activate"), "").unwrap();
    let around = Surroundings::new(folder.path().join("checkout"), []);
    assert_eq!(
        OfflineToolchain::find(&around).is_some(),
        super::super::pins::host() == "linux-x64"
    );
    let named = Surroundings::new(
        folder.path().join("checkout"),
        [("AZMI_TOOLCHAIN".into(), "/nowhere".into())],
    );
    assert!(OfflineToolchain::find(&named).is_none());
}

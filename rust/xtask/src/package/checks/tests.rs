use super::{findings, has_wide, is_test_build, needed_glibc};
use crate::package::rid::Rid;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Reads this test program, a native file that exports nothing and contains its build folder.
fn this_program() -> Vec<u8> {
    fs::read(std::env::current_exe().unwrap()).unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn the_needed_glibc_is_read() {
    let (major, minor) = needed_glibc(&this_program());
    assert_eq!(major, 2);
    assert!(minor >= 17, "{minor}");
    assert_eq!(needed_glibc(b"\0GLIBC_2.9\0GLIBC_2.28\0GLIBC_2.2.5\0GLIBC_PRIVATE\0GCC_3.0\0"), (2, 28));
    assert_eq!(needed_glibc(b"no program"), (0, 0));
}

#[test]
fn a_file_of_another_system_is_found() {
    let other = if cfg!(windows) { Rid::LinuxArm64 } else { Rid::WinArm64 };
    let found = findings(other, &this_program(), None, &[]);
    assert!(found[0].starts_with("is (") && found[0].contains("Aarch64"), "{found:?}");
    assert_eq!(findings(other, b"text", None, &[]).len(), 1);
}

#[test]
fn a_missing_export_and_the_build_folder_are_found() {
    let Some(rid) = Rid::host() else { return };
    let wanted = BTreeSet::from(["azmi_abi_version".to_owned()]);
    // Panic locations contain this file's path relative to the root.
    let here = Path::new(file!()).parent().unwrap();
    let found = findings(rid, &this_program(), Some(&wanted), &[here]);
    assert!(
        found.iter().any(|line| line.contains("unexpected or missing exports") && line.contains("azmi_abi_version")),
        "{found:?}"
    );
    assert!(found.iter().any(|line| line.starts_with("contains ")), "{found:?}");
    let other = Path::new("/nowhere/that/is/named");
    let other = format!("{}{}", other.display(), std::process::id());
    let clean = findings(rid, &this_program(), None, &[Path::new(&other)]);
    assert!(!clean.iter().any(|line| line.starts_with("contains ")), "{clean:?}");
}

#[test]
fn the_mark_in_a_version_resource_is_found() {
    let wide: Vec<u8> = "x SpecialBuild y".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(has_wide(&wide, "SpecialBuild") && is_test_build(&wide));
    assert!(!is_test_build(b"SpecialBuild"));
}

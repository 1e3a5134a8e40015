use super::{SUMS, add_sums, dist};
use crate::context::Context;
use std::fs;

#[test]
fn checksums_cover_all_files_except_their_own() {
    let folder = std::env::temp_dir().join(format!("azmi-sums-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("b.zip"), "two").unwrap();
    fs::write(folder.join("a.zip"), "").unwrap();
    add_sums(&folder).unwrap();
    let first = fs::read_to_string(folder.join(SUMS)).unwrap();
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert!(first.starts_with(&format!("{empty}  a.zip\n")), "{first}");
    assert!(first.ends_with("  b.zip\n"), "{first}");
    add_sums(&folder).unwrap();
    assert_eq!(first, fs::read_to_string(folder.join(SUMS)).unwrap());
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn only_the_package_task_writes_release_files() {
    let context = Context::new(true);
    assert!(context.place.starts_with(&context.target));
    assert!(!dist(&context).starts_with(context.target.join("package")));
}

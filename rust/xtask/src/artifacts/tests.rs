use super::*;
use serde_json::json;

#[test]
fn tests_program_and_library_are_told_apart() {
    let mut built = Built::default();
    built.take(&json!({
        "reason": "compiler-artifact", "package_id": "path+file:///w/rust/core#azmi-core@0.1.0", "manifest_path": "/w/rust/core/Cargo.toml",
        "target": {"name": "retry", "kind": ["test"]}, "profile": {"test": true}, "executable": "/w/target/debug/deps/retry-1", "filenames": []
    }));
    built.take(&json!({
        "reason": "compiler-artifact", "package_id": "path+file:///w/rust/cli#azmi-cli@0.1.0", "manifest_path": "/w/rust/cli/Cargo.toml",
        "target": {"name": "azmi", "kind": ["bin"]}, "profile": {"test": false}, "executable": "/w/target/debug/azmi", "filenames": ["/w/target/debug/azmi"]
    }));
    built.take(&json!({
        "reason": "compiler-artifact", "package_id": "path+file:///w/rust/ffi#azmi-ffi@0.1.0", "manifest_path": "/w/rust/ffi/Cargo.toml",
        "target": {"name": "azmi", "kind": ["cdylib", "rlib"]}, "profile": {"test": false}, "executable": null,
        "filenames": ["/w/target/debug/libazmi.rlib", "/w/target/debug/libazmi.so"]
    }));
    built.take(&json!({"reason": "build-finished", "success": true}));
    assert_eq!(built.tests.len(), 1);
    assert_eq!(
        (
            built.tests[0].package.as_str(),
            built.tests[0].target.as_str()
        ),
        ("azmi-core", "retry")
    );
    assert_eq!(built.tests[0].folder, Path::new("/w/rust/core"));
    assert_eq!(
        built.azmi.as_deref(),
        Some(Path::new("/w/target/debug/azmi"))
    );
    assert_eq!(
        built.library.as_deref(),
        Some(Path::new("/w/target/debug/libazmi.so"))
    );
}

//! Sizes and offsets of every struct of the boundary, held against `tests/abi/layout.json`, which the other languages read.
//!
//! `UPDATE_EXPECTED=1 cargo test -p azmi-ffi --test it layout` writes the file anew: only when fields were appended.
#![cfg(target_pointer_width = "64")]

use azmi::abi::{LAYOUTS, Layout};

/// Written by hand, so that fields stand in their order, one on a line.
fn as_json() -> String {
    let structs = LAYOUTS.iter().map(|layout| {
        let Layout { name, size, align, field_names, fields } = layout;
        let fields = field_names.iter().zip(*fields).map(|(name, (offset, size))| {
            format!("      {{ \"name\": \"{name}\", \"offset\": {offset}, \"size\": {size} }}")
        });
        let fields = fields.collect::<Vec<_>>().join(",\n");
        format!("  \"{name}\": {{\n    \"size\": {size},\n    \"align\": {align},\n    \"fields\": [\n{fields}\n    ]\n  }}")
    });
    format!("{{\n{}\n}}\n", structs.collect::<Vec<_>>().join(",\n"))
}

#[test]
fn layout_is_as_recorded() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/abi/layout.json");
    let json = as_json();
    serde_json::from_str::<serde_json::Value>(&json).unwrap();
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(path, &json).unwrap();
    }
    let recorded = std::fs::read_to_string(path).unwrap();
    assert_eq!(
        recorded, json,
        "{path} differs: a field was moved, resized or added (see the top of this test)"
    );
}

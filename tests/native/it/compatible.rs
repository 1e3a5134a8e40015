//! Checks that structs only grow at their end, which abidiff's rule for appended fields doesn't.

use azmi_native_tests::contract;
use serde_json::Value;

fn layouts(file: &str) -> serde_json::Map<String, Value> {
    contract(file)["structs"].as_object().expect("recorded structs").clone()
}

/// Returns the changes that break programs compiled for the older layout.
fn broken(old: &serde_json::Map<String, Value>, new: &serde_json::Map<String, Value>) -> Vec<String> {
    let mut found = Vec::new();
    for (name, before) in old {
        let Some(now) = new.get(name) else {
            found.push(format!("{name} was removed"));
            continue;
        };
        let fields = |layout: &Value| layout["fields"].as_array().cloned().unwrap_or_default();
        let (old_fields, new_fields) = (fields(before), fields(now));
        if before["align"] != now["align"] || !new_fields.starts_with(&old_fields) {
            found.push(format!("{name} has moved fields"));
            continue;
        }
        // Structs that don't start with their size can't grow, because the library couldn't distinguish versions.
        let sized = old_fields.first().is_some_and(|field| field["name"] == "size");
        for field in &new_fields[old_fields.len()..] {
            // An older program hasn't initialized the padding.
            if !sized || field["offset"].as_u64() < before["size"].as_u64() {
                found.push(format!("{name} can't have a new field {} there", field["name"]));
            }
        }
    }
    found
}

#[test]
fn structs_of_the_last_version_are_unchanged() {
    let old = layouts("tests/abi/baseline/contract.json");
    assert!(old.len() > 5);
    assert_eq!(broken(&old, &layouts("tests/abi/contract.json")), Vec::<String>::new());
}

#[test]
fn breaking_changes_are_found() {
    let layout = |text: &str| serde_json::from_str(text).expect("JSON");
    let one = |fields: &str, size: u32| layout(&format!(r#"{{"A":{{"size":{size},"align":8,"fields":[{fields}]}}}}"#));
    let size = r#"{"name":"size","offset":0,"size":4}"#;
    let old = one(size, 8);
    let grown = |offset: u32| one(&format!(r#"{size},{{"name":"b","offset":{offset},"size":4}}"#), 16);
    assert!(broken(&old, &old).is_empty() && broken(&old, &grown(8)).is_empty());
    assert_eq!(broken(&old, &grown(4)).len(), 1);
    assert_eq!(broken(&old, &layout("{}")).len(), 1);
    let other = r#"{"name":"length","offset":0,"size":4}"#;
    assert_eq!(broken(&old, &one(other, 8)).len(), 1);
    let unsized_grown = one(&format!(r#"{other},{{"name":"b","offset":8,"size":4}}"#), 16);
    assert_eq!(broken(&one(other, 8), &unsized_grown).len(), 1);
}

//! `tests/abi/contract.json` lists what other languages rely on, for their tests: functions, numbers, layouts and ids.
//! `cargo xtask header` writes it. Entries are only added, and numbers and ids are never reused.
#![cfg(target_pointer_width = "64")]

use crate::support::cc::{ROOT, header};
use azmi::abi::LAYOUTS;
use azmi::constants::*;
use azmi_core::Code;
use azmi_core::VARIABLES;
use object::Object;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

macro_rules! numbers {
    ($($name:ident)*) => { [$((stringify!($name), i64::from($name))),*] };
}

/// The header's numbers; a test below checks that none is missing.
fn numbers() -> impl Iterator<Item = (&'static str, i64)> {
    numbers! {
        AZMI_ABI_VERSION_MAJOR AZMI_ABI_VERSION_MINOR

        AZMI_STATUS_OK AZMI_STATUS_INVALID_ARGUMENT AZMI_STATUS_NO_IDENTITY_ENDPOINT AZMI_STATUS_IDENTITY_NOT_ASSIGNED
        AZMI_STATUS_WRONG_IDENTITY AZMI_STATUS_AUTHENTICATION_FAILED AZMI_STATUS_FORBIDDEN AZMI_STATUS_NOT_FOUND
        AZMI_STATUS_THROTTLED AZMI_STATUS_TIMEOUT AZMI_STATUS_CONNECTION AZMI_STATUS_PROXY AZMI_STATUS_TLS
        AZMI_STATUS_BAD_RESPONSE AZMI_STATUS_CONFLICT AZMI_STATUS_SERVICE_ERROR AZMI_STATUS_OPERATION_FAILED
        AZMI_STATUS_NOT_CONNECTED AZMI_STATUS_UNTRUSTED AZMI_STATUS_CANCELLED AZMI_STATUS_INTERNAL

        AZMI_SOURCE_AUTO AZMI_SOURCE_VM AZMI_SOURCE_APP_SERVICE AZMI_SOURCE_AUTOMATION AZMI_SOURCE_ARC
        AZMI_SOURCE_SERVICE_FABRIC AZMI_SOURCE_CLOUD_SHELL AZMI_SOURCE_MACHINE_LEARNING AZMI_SOURCE_VM_EXTENSION

        AZMI_IDENTITY_UNKNOWN AZMI_IDENTITY_SYSTEM_ASSIGNED AZMI_IDENTITY_USER_ASSIGNED AZMI_IDENTITY_USER

        AZMI_EVENT_SOURCE_CHOSEN AZMI_EVENT_CACHE_HIT AZMI_EVENT_REQUEST AZMI_EVENT_RETRY AZMI_EVENT_PROGRESS
        AZMI_EVENT_NOTICE AZMI_EVENT_WARNING

        AZMI_CHECK_PASS AZMI_CHECK_WARNING AZMI_CHECK_FAIL AZMI_CHECK_SKIPPED
    }
    .into_iter()
}

/// The functions that the library exports.
pub fn functions() -> BTreeSet<String> {
    let data = std::fs::read(crate::support::library()).unwrap();
    let file = object::File::parse(&*data).unwrap();
    let exports = file.exports().unwrap();
    exports.iter().map(|export| String::from_utf8_lossy(export.name()).into_owned()).collect()
}

/// The structs, with one line for each field.
fn structs() -> Vec<String> {
    let layouts = LAYOUTS.iter().map(|layout| {
        let fields = layout.field_names.iter().zip(layout.fields).map(|(name, (offset, size))| {
            format!("        {{ \"name\": \"{name}\", \"offset\": {offset}, \"size\": {size} }}")
        });
        let fields = fields.collect::<Vec<_>>().join(",\n");
        let (name, size, align) = (layout.name, layout.size, layout.align);
        format!("    \"{name}\": {{\n      \"size\": {size},\n      \"align\": {align},\n      \"fields\": [\n{fields}\n      ]\n    }}")
    });
    layouts.collect()
}

/// The file's text, with one entry per line.
fn contract() -> String {
    let pair = |name: &str, value: Value| format!("    \"{name}\": {value}");
    let name = |name: &str| format!("    \"{name}\"");
    let parts = [
        ("functions", '[', functions().iter().map(|function| name(function)).collect()),
        ("numbers", '{', numbers().map(|(name, number)| pair(name, json!(number))).collect()),
        ("structs", '{', structs()),
        ("errors", '{', Code::ALL.iter().map(|code| pair(code.id(), json!(code.status() as i32))).collect::<Vec<_>>()),
        ("variables", '[', VARIABLES.iter().map(|variable| name(variable.name)).collect()),
    ];
    let parts = parts.map(|(name, open, lines)| {
        let close = if open == '[' { ']' } else { '}' };
        format!("  \"{name}\": {open}\n{}\n  {close}", lines.join(",\n"))
    });
    format!("{{\n{}\n}}\n", parts.join(",\n"))
}

#[test]
fn the_contract_matches_the_compiled_library() {
    let path = format!("{ROOT}/tests/abi/contract.json");
    let compiled = contract();
    serde_json::from_str::<Value>(&compiled).unwrap();
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, &compiled).unwrap();
    }
    let recorded = std::fs::read_to_string(path).unwrap();
    assert_eq!(recorded, compiled, "run `cargo xtask header`, and check that nothing was removed");
}

#[test]
fn every_function_has_the_prefix() {
    let functions = functions();
    assert!(functions.len() > 30);
    for name in functions {
        assert!(name.starts_with("azmi_"), "{name}");
    }
}

#[test]
fn the_header_declares_the_functions() {
    let header = header();
    let lines = header.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()));
    let declared = lines.filter_map(|line| line.split_once('('));
    let declared = declared.filter_map(|(before, _)| before.split([' ', '*']).next_back());
    assert_eq!(declared.map(str::to_owned).collect::<BTreeSet<_>>(), functions());
}

#[test]
fn the_header_defines_the_numbers() {
    let header = header();
    let defined = header.lines().filter_map(|line| line.strip_prefix("#define AZMI_")?.split_once(' '));
    let defined: BTreeMap<String, i64> =
        defined.map(|(name, number)| (format!("AZMI_{name}"), number.trim().parse().unwrap())).collect();
    let numbers = numbers().map(|(name, number)| (name.to_owned(), number));
    assert_eq!(defined, numbers.collect());
}

#[test]
fn the_header_declares_the_structs() {
    let header = header();
    let declared: BTreeSet<&str> =
        header.lines().filter_map(|line| line.strip_prefix("} ")?.strip_suffix(';')).collect();
    assert_eq!(declared, LAYOUTS.iter().map(|layout| layout.name).collect());
}

//! The documentation in `include/azmi.h`: each function describes ownership, threads and errors, each type lists its
//! functions, and the example in the first comment works.
#![cfg(unix)]

use crate::support::cc::{compile, folder, header, link_options, succeeded};
use crate::support::{World, library};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Each function's declaration, and the comment above it.
fn functions(header: &str) -> BTreeMap<String, (String, String)> {
    let (mut found, mut comment, mut declaration) = (BTreeMap::new(), String::new(), String::new());
    let declarations = header.split_once("extern \"C\" {").unwrap().1;
    for line in declarations.lines() {
        if let Some(text) = line.strip_prefix("///") {
            comment.push_str(text.trim_start());
            comment.push('\n');
        } else if line.is_empty() {
            comment.clear();
        } else if !declaration.is_empty() || line.contains(" azmi_") {
            declaration.push_str(line.trim());
            if line.ends_with(';') {
                let name = declaration.split('(').next().unwrap();
                let name = name.rsplit([' ', '*']).next().unwrap().to_owned();
                let whole = std::mem::take(&mut declaration);
                found.insert(name, (whole, std::mem::take(&mut comment)));
            }
        }
    }
    found
}

/// The names in the `Functions:` lists of all types, and in the first comment's list of functions without a type.
fn listed(header: &str) -> BTreeSet<String> {
    header
        .lines()
        .filter_map(|line| {
            line.strip_prefix("///   azmi_")
                .or(line.strip_prefix(" * Library    azmi_"))
                .or(line.strip_prefix(" *            azmi_"))
        })
        .filter_map(|rest| rest.split(' ').next())
        .map(|rest| format!("azmi_{rest}"))
        .collect()
}

#[test]
fn every_function_documents_ownership_threads_and_errors() {
    let functions = functions(&header());
    for (name, (declaration, comment)) in functions {
        let says = |word: &str| comment.lines().any(|line| line.starts_with(word));
        assert!(says("Threads: ") && says("Errors: "), "{name}: {comment}");
        let gives = declaration.contains("*out") || name.ends_with("_free");
        assert_eq!(says("Owner: "), gives, "{name}: {comment}");
        if declaration.contains("**out") {
            let free = comment.split_whitespace().find(|word| word.contains("_free"));
            assert!(free.is_some(), "{name} doesn't say what frees its output");
        }
        if !declaration.contains("AzmiStatus ") {
            assert!(comment.contains("Errors: none"), "{name}: {comment}");
        }
        if declaration.contains("AzmiCallOptions") {
            assert!(comment.contains("Blocks the calling thread"), "{name} doesn't say that it blocks");
        }
    }
}

#[test]
fn every_function_is_in_the_list_of_its_type() {
    let header = header();
    let declared: BTreeSet<String> = functions(&header).into_keys().collect();
    assert_eq!(listed(&header), declared);
    let types = header.matches("typedef struct Azmi").count();
    assert_eq!(header.matches("/// Functions:\n").count(), types);
    assert!(types > 8);
}

#[test]
#[ignore = "needs cc and c++: cargo xtask test --only rust/c"]
fn the_example_prints_the_principal_id() {
    let example: Vec<String> = header()
        .lines()
        .skip_while(|line| !line.contains("#include <azmi.h>"))
        .take_while(|line| *line != " */")
        .map(|line| line.strip_prefix(" *").unwrap_or(line).to_owned())
        .collect();
    assert!(example.len() > 40, "{example:?}");
    let source = folder("example").join("example.c");
    std::fs::write(&source, example.join("\n")).unwrap();
    let program = source.with_extension("out");
    let options = link_options(&library());
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    compile("cc", "-std=c11", &source, &program, &options);

    let world = World::new();
    let own = world.emulator.endpoints().system_assigned.clone().unwrap();
    let run = |name: &str, value: &str| Command::new(&program).env_clear().env(name, value).output().unwrap();
    let host = "AZURE_POD_IDENTITY_AUTHORITY_HOST";
    let said = succeeded(&run(host, &world.emulator.endpoints().imds));
    assert_eq!(said.trim_end(), own.principal_id);
    // No server listens on that port: the program prints the message and the next step, each on one line.
    let failed = run(host, "http://127.0.0.1:1");
    assert_eq!(failed.status.code(), Some(1));
    assert!(failed.stdout.is_empty());
    let told = String::from_utf8(failed.stderr).unwrap();
    assert_eq!(told.lines().filter(|line| !line.is_empty()).count(), 2, "{told}");
}

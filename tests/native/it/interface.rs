//! Compares the interface with that of the last version: of the newest tag, or the recorded one before the first
//! release or in a copy without history. Both headers are compiled into libraries of empty functions with debug
//! information, which abidiff compares. Appended fields and new functions require a higher minor version.

use azmi_native_tests::{ended, folder, run, tree};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const HEADER: &str = "include/azmi.h";
const BASELINE: &str = "tests/abi/baseline/azmi.h";

fn text(file: &str) -> String {
    fs::read_to_string(tree(file)).expect("a header")
}

fn git(args: &[&str]) -> Option<String> {
    let output = ended(Command::new("git").args(args).current_dir(tree("")));
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[test]
#[ignore = "needs cc and abidiff: cargo xtask test --only abi/compatible"]
fn programs_of_the_last_version_still_work() {
    let tag = git(&["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"]);
    let old = tag.as_ref().map(|tag| git(&["show", &format!("{tag}:{HEADER}")]).expect("the header of that tag"));
    let (of, old) = (tag.unwrap_or(BASELINE.to_owned()), old.unwrap_or_else(|| text(BASELINE)));
    let new = text(HEADER);
    let ((major, minor), (old_major, old_minor)) = (version(&new), version(&old));
    assert!((major, minor) >= (old_major, old_minor), "{of} has {old_major}.{old_minor} already");
    let temporary = folder();
    let folder = temporary.path();
    let older = stub(folder, "old", &old);
    let same = |suppress: &[&str], newer: &Path| {
        let output = ended(Command::new("abidiff").args(suppress).arg(&older).arg(newer).current_dir(tree("")));
        println!("{}", String::from_utf8_lossy(&output.stdout));
        output.status.success()
    };
    let added = ["--suppressions", "tests/abi/abidiff.supp"];
    // Checks that abidiff finds a breaking change.
    let broken = stub(folder, "broken", &old.replace("uint32_t size;", "uint64_t size;"));
    assert!(!same(&added, &broken), "abidiff doesn't detect that a field has another type");
    if major == old_major {
        let numbers = changed_numbers(&old, &new);
        assert!(numbers.is_empty(), "removed or changed since {of}: {numbers:?}; raise AZMI_ABI_VERSION_MAJOR");
        let known = stub(folder, "known", &without_appended(&old, &new));
        assert!(same(&added, &known), "programs compiled for {of} break; undo that, or raise AZMI_ABI_VERSION_MAJOR");
        let nothing_new = minor > old_minor || same(&[], &stub(folder, "new", &new));
        assert!(nothing_new, "the interface has grown since {of}; raise AZMI_ABI_VERSION_MINOR");
    }
}

/// Compiles a library of empty functions from a header.
fn stub(folder: &Path, name: &str, header: &str) -> PathBuf {
    let (types, functions) = header.split_once("extern \"C\" {").expect("functions");
    let functions = functions.replace(");", ") { __builtin_trap(); }");
    let (source, library) = (folder.join(format!("{name}.c")), folder.join(format!("lib{name}.so")));
    fs::write(&source, format!("{types}extern \"C\" {{{functions}")).expect("a source");
    let mut cc = Command::new("cc");
    cc.args(["-g", "-shared", "-fPIC", "-Wall", "-Werror", "-Wno-unused-parameter", "-o"]);
    run(cc.arg(&library).arg(source));
    library
}

/// Returns the newer header without the fields that were appended to structs of the older one: older programs pass the
/// older size.
fn without_appended(old: &str, new: &str) -> String {
    let known = blocks(old).into_iter().filter_map(|block| Some((name(&block)?.to_owned(), fields(&block).count())));
    let known: BTreeMap<String, usize> = known.collect();
    let kept = blocks(new).into_iter().map(|block| {
        let count = name(&block).and_then(|name| known.get(name)).copied().unwrap_or(usize::MAX);
        let appended: Vec<&str> = fields(&block).skip(count).collect();
        let kept = block.lines().filter(|line| !appended.contains(line)).map(|line| format!("{line}\n"));
        kept.collect::<String>()
    });
    kept.collect()
}

/// Splits the header into structs and the parts between them.
fn blocks(header: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for line in header.lines() {
        if line.starts_with("typedef struct") && line.ends_with('{') {
            all.push(String::new());
        }
        *all.last_mut().expect("there is one") += &format!("{line}\n");
        if line.starts_with("} ") {
            all.push(String::new());
        }
    }
    all
}

/// Returns the name of a struct, from a line such as `} AzmiStr;`.
fn name(block: &str) -> Option<&str> {
    block.lines().last()?.strip_prefix("} ")?.strip_suffix(';')
}

fn fields(block: &str) -> impl Iterator<Item = &str> {
    block.lines().filter(|line| line.starts_with("    ") && line.ends_with(';') && !line.contains("//"))
}

fn numbers(header: &str) -> BTreeMap<&str, &str> {
    let lines = header.lines().filter_map(|line| line.strip_prefix("#define AZMI_"));
    lines.filter_map(|line| line.split_once(' ')).map(|(name, value)| (name, value.trim())).collect()
}

fn version(header: &str) -> (u32, u32) {
    let part = |name: &str| numbers(header)[name].parse().expect("a number");
    (part("ABI_VERSION_MAJOR"), part("ABI_VERSION_MINOR"))
}

/// Returns the numbers of the older header that the newer one lacks or has changed.
fn changed_numbers<'a>(old: &'a str, new: &str) -> Vec<&'a str> {
    let new = numbers(new);
    let old = numbers(old).into_iter().filter(|(name, _)| !name.starts_with("ABI_VERSION_"));
    old.filter(|(name, value)| new.get(name) != Some(value)).map(|(name, _)| name).collect()
}

#[test]
fn removed_and_changed_numbers_are_found() {
    let old = "#define AZMI_ABI_VERSION_MAJOR 1\n#define AZMI_ABI_VERSION_MINOR 2\n#define AZMI_STATUS_OK 0\n";
    assert_eq!(version(old), (1, 2));
    let newer = old.replace("MINOR 2", "MINOR 3") + "#define AZMI_NEW 1\n";
    assert!(changed_numbers(old, &newer).is_empty());
    assert_eq!(changed_numbers(old, &old.replace("OK 0", "OK 1")), ["STATUS_OK"]);
    assert_eq!(changed_numbers(&newer, old), ["NEW"]);
}

#[test]
fn only_appended_fields_are_removed() {
    let old = "typedef struct {\n    /// One.\n    uint32_t size;\n    int b;\n} A;\n\ntypedef struct B {\n    int c;\n} B;\n";
    assert_eq!(without_appended(old, old), old);
    let appended = old.replace("    int b;\n", "    int b;\n    int more;\n");
    assert_eq!(without_appended(old, &appended), old);
    let between = old.replace("    int b;\n", "    int more;\n    int b;\n");
    assert_ne!(without_appended(old, &between), old);
    let another = format!("{old}typedef struct C {{\n    int d;\n}} C;\n");
    assert_eq!(without_appended(old, &another), another);
}

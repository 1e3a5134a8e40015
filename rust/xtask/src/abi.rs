//! The C ABI, examined: against the last version's with abidiff, through the archives that are handed out, and with every access to memory
//! watched.

use crate::context::Context;
use crate::package::rid::Rid;
use crate::package::{build, dev_archive};
use crate::run;
use crate::steps::test::{built, counted, ignored, native as host};
use crate::tools::download::unpack;
use crate::tools::windows::{build_std, std_source};
use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

const HEADER: &str = "include/azmi.h";
/// The header of the version in the folder's name.
const BASELINE: &str = "tests/abi/baseline/azmi.h";
const TRIPLE: &str = "x86_64-unknown-linux-gnu";

/// The interface against the last released one: that of the newest tag, or what is recorded as long as nothing has been released, or in a copy
/// without its history. Both headers are compiled into libraries of empty functions, with all that a debugger knows of them, and abidiff
/// compares those: fields may be appended, functions added, and the minor version tells of either.
pub fn compatible(context: &Context) -> Result<String, String> {
    let folder = context.scratch("abi")?;
    let describe = ["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"];
    let tag = run::output(context.command("git").args(describe))?;
    let tag = String::from_utf8_lossy(&tag.stdout).trim().to_owned();
    let (of, old) = if tag.is_empty() {
        (BASELINE.to_owned(), context.text(BASELINE)?)
    } else {
        let shown = run::read(context.command("git").args(["show", &format!("{tag}:{HEADER}")]))?;
        (tag, shown)
    };
    let new = context.text(HEADER)?;
    let older = stub(context, &folder, "old", &old)?;
    let newer = stub(context, &folder, "new", &new)?;
    let known = stub(context, &folder, "known", &without_appended(&old, &new))?;
    let ((major, minor), (old_major, old_minor)) = (version(&new)?, version(&old)?);
    if (major, minor) < (old_major, old_minor) {
        return Err(format!("the interface is {major}.{minor}, and was {old_major}.{old_minor} already"));
    }
    let compare = |suppress: bool, newer: &Path| {
        let mut abidiff = context.command("abidiff");
        if suppress {
            abidiff.arg("--suppressions").arg("tests/abi/abidiff.supp");
        }
        abidiff.arg(&older).arg(newer);
        abidiff
    };
    // What looks for what breaks has to find it in an interface that is broken.
    let broken = stub(context, &folder, "broken", &old.replace("uint32_t size;", "uint64_t size;"))?;
    if run::output(&mut compare(true, &broken))?.status.success() {
        return Err("abidiff does not see that a field has another type".to_owned());
    }
    let numbers = changed_numbers(&old, &new);
    if major == old_major {
        if !numbers.is_empty() {
            return Err(format!(
                "numbers of {of} are gone or others: {}; raise AZMI_ABI_VERSION_MAJOR",
                numbers.join(", ")
            ));
        }
        run::run(&mut compare(true, &known)).map_err(|why| {
            format!("{why}: programs made for {of} break; undo that, or raise AZMI_ABI_VERSION_MAJOR")
        })?;
        if minor == old_minor && !run::output(&mut compare(false, &newer))?.status.success() {
            return Err(format!("something is new since {of}; raise AZMI_ABI_VERSION_MINOR"));
        }
    }
    Ok(format!("{major}.{minor} against {old_major}.{old_minor} of {of}"))
}

/// A library with the functions of a header, all of them empty.
fn stub(context: &Context, folder: &Path, name: &str, header: &str) -> Result<PathBuf, String> {
    let (types, functions) = header.split_once("extern \"C\" {").ok_or("the header declares no functions")?;
    let functions = functions.replace(");", ") { __builtin_trap(); }");
    let source = folder.join(format!("{name}.c"));
    fs::write(&source, format!("{types}extern \"C\" {{{functions}")).map_err(|error| error.to_string())?;
    let library = folder.join(format!("lib{name}.so"));
    let mut cc = context.command("cc");
    cc.args(["-g", "-shared", "-fPIC", "-Wall", "-Werror", "-Wno-unused-parameter", "-o"]);
    run::read(cc.arg(&library).arg(&source))?;
    Ok(library)
}

/// The newer header without the fields that were appended to structs of the older one: programs of the older version pass the older size.
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

/// The header in parts: each struct, and what stands between.
fn blocks(header: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for line in header.lines() {
        if line.starts_with("typedef struct") && line.ends_with('{') {
            all.push(String::new());
        }
        if let Some(last) = all.last_mut() {
            *last += &format!("{line}\n");
        }
        if line.starts_with("} ") {
            all.push(String::new());
        }
    }
    all
}

/// The name of a struct: `} AzmiStr;`.
fn name(block: &str) -> Option<&str> {
    block.lines().last()?.strip_prefix("} ")?.strip_suffix(';')
}

fn fields(block: &str) -> impl Iterator<Item = &str> {
    block.lines().filter(|line| line.starts_with("    ") && line.ends_with(';') && !line.contains("//"))
}

fn numbers(header: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = header.lines().filter_map(|line| line.strip_prefix("#define AZMI_"));
    lines.filter_map(|line| line.split_once(' ')).map(|(name, value)| (name, value.trim()))
}

fn version(header: &str) -> Result<(u32, u32), String> {
    let part = |name: &str| {
        let found = numbers(header).find(|(known, _)| *known == name);
        let found = found.and_then(|(_, value)| value.parse().ok());
        found.ok_or_else(|| format!("the header defines no AZMI_{name}"))
    };
    Ok((part("ABI_VERSION_MAJOR")?, part("ABI_VERSION_MINOR")?))
}

/// The numbers of the older header that the newer one doesn't have, or has as others.
fn changed_numbers<'a>(old: &'a str, new: &str) -> Vec<&'a str> {
    let kept = |one: &(&str, &str)| numbers(new).any(|other| other == *one);
    let old = numbers(old).filter(|(name, _)| !name.starts_with("ABI_VERSION_"));
    old.filter(|number| !kept(number)).map(|(name, _)| name).collect()
}

/// A development archive, used as somebody would who has nothing but it: unpacked outside of the tree, and built against.
pub fn archive(context: &Context, rid: Rid, filter: &str) -> Result<String, String> {
    let library = build::build_native(context, rid)?.library;
    let archive = dev_archive::make(context, rid, &library, &context.scratch("abi")?)?;
    let elsewhere = env::temp_dir().join(format!("azmi-consumer-{}", std::process::id()));
    unpack(&archive, &elsewhere, "")?;
    let mut variables = built(context)?;
    variables.push(("AZMI_TEST_ARCHIVE", elsewhere.join(dev_archive::name(rid)).into()));
    if rid.is_windows() {
        variables.push(("AZMI_TEST_MINGW", crate::tools::windows::Mingw::find(context)?.gcc.into()));
    }
    let ran = ignored(context, &[filter], &variables);
    let _ = fs::remove_dir_all(&elsewhere);
    ran
}

/// Valgrind over a build with all names in it.
pub fn valgrind(context: &Context) -> Result<String, String> {
    run::run(&mut context.cargo(["build", "--package", "azmi-ffi", "--lib"]))?;
    examined(context, &context.target().join("debug/libazmi.so"), "examined::valgrind")
}

/// AddressSanitizer in the library and in the programs; it looks for leaks, too.
pub fn address(context: &Context) -> Result<String, String> {
    run::run(&mut sanitizing(context, "address", &["build", "--package", "azmi-ffi", "--lib"]))?;
    let library = folder(context, "address").join(TRIPLE).join("debug/libazmi.so");
    examined(context, &library, "examined::address")
}

fn examined(context: &Context, library: &Path, filter: &str) -> Result<String, String> {
    let azmi = host(context)?.program;
    ignored(context, &[filter], &[("AZMI_TEST_AZMI", OsString::from(azmi)), ("AZMI_TEST_LIBRARY", library.into())])
}

/// ThreadSanitizer over the paths that many threads take, with a standard library that is built for it: gcc's own runtime is too old to be linked
/// with, so here the programs are those of Rust.
pub fn thread(context: &Context) -> Result<String, String> {
    let source = std_source(context)?;
    let command = || {
        let mut cargo =
            sanitizing(context, "thread", &["test", "--package", "azmi-core", "--package", "azmi-ffi", "--test", "it"]);
        build_std(&mut cargo, &source);
        let suppressions = context.path("tests/abi/tsan.supp");
        cargo.env("TSAN_OPTIONS", format!("halt_on_error=1 suppressions={}", suppressions.display()));
        cargo.args(["--", "concurrency", "threads"]);
        cargo
    };
    let count = counted(&mut command())?;
    run::run(&mut command())?;
    Ok(format!("{count} tests, 0 findings"))
}

/// Cargo with a sanitizer. The target is named, or build scripts would be instrumented, too.
fn sanitizing(context: &Context, sanitizer: &str, args: &[&str]) -> std::process::Command {
    let mut cargo = context.cargo(args);
    cargo
        .args(["--target", TRIPLE])
        .env("CARGO_TARGET_DIR", folder(context, sanitizer))
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", format!("-Zsanitizer={sanitizer}"));
    cargo
}

fn folder(context: &Context, sanitizer: &str) -> PathBuf {
    context.target().join("sanitized").join(sanitizer)
}

#[cfg(test)]
mod tests {
    use super::{changed_numbers, version, without_appended};

    const OLD: &str = "#define AZMI_ABI_VERSION_MAJOR 1\n#define AZMI_ABI_VERSION_MINOR 2\n#define AZMI_STATUS_OK 0\n";

    #[test]
    fn numbers_stay_what_they_are() {
        assert_eq!(version(OLD), Ok((1, 2)));
        let newer = OLD.replace("MINOR 2", "MINOR 3") + "#define AZMI_NEW 1\n";
        assert!(changed_numbers(OLD, &newer).is_empty());
        assert_eq!(changed_numbers(OLD, &OLD.replace("OK 0", "OK 1")), ["STATUS_OK"]);
        assert_eq!(changed_numbers(&newer, OLD), ["NEW"]);
        assert!(version("").is_err());
    }

    #[test]
    fn only_what_was_appended_is_taken_off() {
        let old = "typedef struct {\n    /// One.\n    uint32_t size;\n    int b;\n} A;\n\ntypedef struct B {\n    int c;\n} B;\n";
        assert_eq!(without_appended(old, old), old);
        let appended = old.replace("    int b;\n", "    int b;\n    int more;\n");
        assert_eq!(without_appended(old, &appended), old);
        let between = old.replace("    int b;\n", "    int more;\n    int b;\n");
        assert_ne!(without_appended(old, &between), old);
        let another = format!("{old}typedef struct C {{\n    int d;\n}} C;\n");
        assert_eq!(without_appended(old, &another), another);
    }
}

//! Tests the C ABI through the development archives, and with Valgrind and sanitizers.

use crate::context::Context;
use crate::package::rid::Rid;
use crate::package::{build, dev_archive};
use crate::run;
use crate::steps::test::{built, counted, ignored, native};
use crate::tools::download::unpack;
use crate::tools::windows::{Mingw, build_std, std_source};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const TRIPLE: &str = "x86_64-unknown-linux-gnu";

/// Tests a development archive as its users do: unpacks it outside the repository, and builds programs against it.
pub fn archive(context: &Context, rid: Rid, filter: &str) -> Result<String, String> {
    let library = build::build_native(context, rid)?.library;
    let archive = dev_archive::make(context, rid, &library, &context.scratch("abi")?)?;
    let elsewhere = env::temp_dir().join(format!("azmi-consumer-{}", std::process::id()));
    unpack(&archive, &elsewhere, "")?;
    let mut variables = built(context)?;
    variables.push(("AZMI_TEST_ARCHIVE", elsewhere.join(dev_archive::name(rid)).into()));
    if rid.is_windows() {
        variables.push(("AZMI_TEST_MINGW", Mingw::find(context)?.gcc.into()));
    }
    let ran = ignored(context, &[filter], &variables);
    let _ = fs::remove_dir_all(&elsewhere);
    ran
}

/// Runs Valgrind on a build with symbols.
pub fn valgrind(context: &Context) -> Result<String, String> {
    run::run(&mut context.cargo(["build", "--package", "azmi-ffi", "--lib"]))?;
    examined(context, &context.target.join("debug/libazmi.so"), "sanitizers::valgrind")
}

/// Runs AddressSanitizer in the library and in the programs, with leak detection.
pub fn address(context: &Context) -> Result<String, String> {
    run::run(&mut sanitizing(context, "address", &["build", "--package", "azmi-ffi", "--lib"]))?;
    let library = folder(context, "address").join(TRIPLE).join("debug/libazmi.so");
    examined(context, &library, "sanitizers::address")
}

fn examined(context: &Context, library: &Path, filter: &str) -> Result<String, String> {
    let azmi = native(context)?.program;
    ignored(context, &[filter], &[("AZMI_TEST_AZMI", OsString::from(azmi)), ("AZMI_TEST_LIBRARY", library.into())])
}

/// Runs ThreadSanitizer on Rust tests with many threads, and on a standard library that is built for it. C programs
/// can't be tested, because gcc's runtime is too old to link with.
pub fn thread(context: &Context) -> Result<String, String> {
    let source = std_source(context)?;
    let mut cargo =
        sanitizing(context, "thread", &["test", "--package", "azmi-core", "--package", "azmi-ffi", "--test", "it"]);
    build_std(&mut cargo, &source);
    let suppressions = context.path("tests/abi/tsan.supp");
    cargo.env("TSAN_OPTIONS", format!("halt_on_error=1 suppressions={}", suppressions.display()));
    cargo.args(["--", "concurrency", "threads"]);
    counted(&mut cargo).map(|count| format!("{count}, 0 findings"))
}

/// Returns a cargo command with a sanitizer. It names the target, so that build scripts aren't instrumented.
fn sanitizing(context: &Context, sanitizer: &str, args: &[&str]) -> Command {
    let mut cargo = context.cargo(args);
    cargo
        .args(["--target", TRIPLE])
        .env("CARGO_TARGET_DIR", folder(context, sanitizer))
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", format!("-Zsanitizer={sanitizer}"));
    cargo
}

fn folder(context: &Context, sanitizer: &str) -> PathBuf {
    context.target.join("sanitized").join(sanitizer)
}

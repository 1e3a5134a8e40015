//! Compiling and running C programs against the library.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The top of the checkout.
pub const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The header's text.
pub fn header() -> String {
    std::fs::read_to_string(format!("{ROOT}/include/azmi.h")).unwrap()
}

/// Cargo names it to integration tests only.
const FOLDER: Option<&str> = option_env!("CARGO_TARGET_TMPDIR");

/// No warning passes.
const STRICT: [&str; 4] = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"];

/// A folder of its own for each test.
pub fn folder(name: &str) -> PathBuf {
    let path = Path::new(FOLDER.unwrap()).join(name);
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// Compiles with all warnings as errors.
pub fn compile(compiler: &str, standard: &str, source: &Path, output: &Path, more: &[&str]) {
    let mut command = Command::new(compiler);
    command.arg(standard).args(STRICT).arg(format!("-I{ROOT}/include")).arg(source).arg("-o").arg(output).args(more);
    let result = command.output().unwrap();
    assert!(result.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&result.stderr));
}

/// What links a program to the library and lets it find it.
pub fn link_options(library: &Path) -> Vec<String> {
    let folder = library.parent().unwrap().display();
    vec![format!("-L{folder}"), "-lazmi".to_owned(), format!("-Wl,-rpath,{folder}")]
}

/// What a program printed, given that it ended well.
pub fn succeeded(output: &Output) -> String {
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{}\n{stdout}\n{stderr}", output.status);
    stdout.into_owned()
}

//! Compiling and running C programs against the library.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The root of the repository.
pub const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The header's text.
pub fn header() -> String {
    std::fs::read_to_string(format!("{ROOT}/include/azmi.h")).unwrap()
}

/// Cargo sets it only for integration tests.
const FOLDER: Option<&str> = option_env!("CARGO_TARGET_TMPDIR");

/// Treats all warnings as errors.
const STRICT: [&str; 4] = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"];

/// Makes an empty folder for a test.
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

/// Returns the options that link a program to the library and let it find the library at run time.
pub fn link_options(library: &Path) -> Vec<String> {
    let folder = library.parent().unwrap().display();
    vec![format!("-L{folder}"), "-lazmi".to_owned(), format!("-Wl,-rpath,{folder}")]
}

/// Returns the output of a program, which must have succeeded.
pub fn succeeded(output: &Output) -> String {
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{}\n{stdout}\n{stderr}", output.status);
    stdout.into_owned()
}

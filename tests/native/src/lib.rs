//! Shared code of the native tests: paths of built files from variables that `cargo xtask test` sets, an emulator, and
//! compilers.
#![forbid(unsafe_code)]

pub mod emulator;

use emulator::Emulator;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Treats all warnings as errors.
pub const STRICT: [&str; 4] = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"];

/// The time limit of a program, which is slow under Valgrind.
const LIMIT: Duration = Duration::from_secs(300);

/// Returns a path in the repository.
pub fn tree(below_root: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(below_root)
}

/// Reads a recorded contract, which lists what other languages rely on.
pub fn contract(file: &str) -> serde_json::Value {
    let text = fs::read_to_string(tree(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Returns the path of a built file from a variable.
pub fn built(variable: &str) -> PathBuf {
    let named = env::var_os(variable);
    PathBuf::from(named.unwrap_or_else(|| {
        panic!("{variable} isn't set; `cargo xtask test --only abi,samples,windows` builds the file and sets it")
    }))
}

/// Creates an empty folder for a test, which is removed when dropped.
pub fn folder() -> TempDir {
    tempfile::Builder::new()
        .prefix("azmi-native-")
        .tempdir()
        .unwrap_or_else(|error| panic!("can't create a folder: {error}"))
}

/// A compiled program of the repository, and its temporary folder.
pub struct Program {
    file: PathBuf,
    _folder: TempDir,
}

impl AsRef<OsStr> for Program {
    fn as_ref(&self) -> &OsStr {
        self.file.as_os_str()
    }
}

/// Starts an emulator with these arguments.
pub fn emulator(more: &[&OsStr]) -> Emulator {
    Emulator::start(&built("AZMI_TEST_AZMI"), &env::temp_dir(), more).unwrap_or_else(|why| panic!("{why}"))
}

/// Returns a command with the emulator's variables instead of this machine's, and without proxies.
pub fn pointed(program: impl AsRef<OsStr>, emulator: &Emulator) -> Command {
    let mut command = Command::new(program);
    let contract = contract("tests/abi/contract.json");
    let read = contract["variables"].as_array().into_iter().flatten().filter_map(|name| name.as_str());
    for name in read.chain(["http_proxy", "https_proxy", "all_proxy", "no_proxy", "LD_LIBRARY_PATH"]) {
        command.env_remove(name);
    }
    command.envs(emulator.environment());
    command
}

/// Runs a program to its end, even if it fails.
pub fn ended(command: &mut Command) -> Output {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let id = child.id();
    let waiter = std::thread::spawn(move || child.wait_with_output());
    let until = Instant::now() + LIMIT;
    while !waiter.is_finished() {
        assert!(Instant::now() < until, "{command:?} (process {id}) takes longer than {LIMIT:?}");
        sleep(Duration::from_millis(10));
    }
    match waiter.join() {
        Ok(Ok(output)) => output,
        other => panic!("{command:?}: {other:?}"),
    }
}

/// Runs a program, which must succeed, and returns its output.
pub fn run(command: &mut Command) -> String {
    let output = ended(command);
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} failed with {}\n{out}\n{err}", output.status);
    out
}

/// Compiles a source file of the repository with warnings as errors.
pub fn compile(compiler: impl AsRef<OsStr>, standard: &str, source: &str, to: &Path, more: &[&OsStr]) {
    let mut command = Command::new(compiler);
    command.arg(standard).args(STRICT).arg("-I").arg(tree("include"));
    run(command.arg(tree(source)).arg("-o").arg(to).args(more));
}

/// Compiles a source file of the repository, and links it to a copy of the library, which it finds at run time.
pub fn linked(compiler: &str, standard: &str, source: &str, more: &[&str]) -> Program {
    let library = built("AZMI_TEST_LIBRARY");
    let name = Path::new(source).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    // Linkers look for the name with the prefix `lib`, which the module's copy lacks.
    let temporary = folder();
    let folder = temporary.path();
    let beside = folder.join("libazmi.so");
    fs::copy(&library, &beside).unwrap_or_else(|error| panic!("{}: {error}", library.display()));
    let program = folder.join(&name);
    let path = format!("-Wl,-rpath,{}", folder.display());
    let mut options: Vec<&OsStr> = more.iter().map(OsStr::new).collect();
    options.extend([
        OsStr::new("-L"),
        folder.as_os_str(),
        OsStr::new("-lazmi"),
        OsStr::new("-pthread"),
        OsStr::new(&path),
    ]);
    compile(compiler, standard, source, &program, &options);
    Program { file: program, _folder: temporary }
}

/// Asserts that the output contains these texts, in this order.
pub fn says(output: &str, words: &[&str]) {
    let mut lines = output.lines();
    for wanted in words {
        assert!(lines.any(|line| line.contains(wanted)), "the output lacks `{wanted}`:\n{output}");
    }
}

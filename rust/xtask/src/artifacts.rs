//! What cargo builds, found through cargo's own messages rather than by guessing at file names.

use crate::run::{Show, run};
use crate::surroundings::Surroundings;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A test program.
#[derive(Clone, Debug)]
pub struct TestBinary {
    /// The crate it belongs to.
    pub package: String,
    /// Its name: the crate's, or the test file's.
    pub target: String,
    /// The folder of the crate, where cargo would run it.
    pub folder: PathBuf,
    /// The program.
    pub executable: PathBuf,
}

/// What one call of cargo built.
#[derive(Clone, Debug, Default)]
pub struct Built {
    /// Test programs, when tests were built.
    pub tests: Vec<TestBinary>,
    /// The `azmi` program, if it was built.
    pub azmi: Option<PathBuf>,
    /// The C library, if it was built.
    pub library: Option<PathBuf>,
}

/// Makes cargo name what it builds.
pub const MESSAGES: &str = "--message-format=json-render-diagnostics";

/// Calls cargo with these arguments and collects what it built.
///
/// # Errors
/// The build failed.
pub fn build(around: &Surroundings, args: &[&str]) -> Result<Built, String> {
    let mut cargo = Command::new(around.cargo());
    cargo.args(args).arg(MESSAGES).current_dir(around.root());
    collect(&mut cargo)
}

/// Runs a command of cargo that builds, and collects what it built.
///
/// # Errors
/// The build failed.
pub fn collect(cargo: &mut Command) -> Result<Built, String> {
    let ended = run(cargo, Show::Never);
    let mut built = Built::default();
    for line in ended.output.lines() {
        match serde_json::from_str::<Value>(line) {
            Ok(message) => built.take(&message),
            Err(_) if !ended.ok => println!("{line}"),
            Err(_) => {}
        }
    }
    ended.into_output()?;
    Ok(built)
}

impl Built {
    fn take(&mut self, message: &Value) {
        if message["reason"] != "compiler-artifact" {
            return;
        }
        let target = &message["target"];
        let name = target["name"].as_str().unwrap_or_default();
        let executable = message["executable"].as_str().map(PathBuf::from);
        if message["profile"]["test"] == true {
            self.tests
                .extend(executable.and_then(|executable| test_binary(message, name, executable)));
        } else if name == "azmi"
            && target["kind"]
                .as_array()
                .is_some_and(|kinds| kinds.iter().any(|kind| kind == "cdylib"))
        {
            self.library = files(message).find(|file| is_library(file));
        } else if name == "azmi" && executable.is_some() {
            self.azmi = executable;
        }
    }
}

fn test_binary(message: &Value, target: &str, executable: PathBuf) -> Option<TestBinary> {
    let folder = Path::new(message["manifest_path"].as_str()?)
        .parent()?
        .to_owned();
    // `path+file:///.../rust/core#azmi-core@0.1.0`, or without the name where the folder has it.
    let id = message["package_id"].as_str()?;
    let tail = id.rsplit(['#', '/']).next()?;
    let package = tail.split_once('@').map_or_else(
        || {
            folder
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        },
        |(name, _)| name.to_owned(),
    );
    Some(TestBinary {
        package,
        target: target.to_owned(),
        folder,
        executable,
    })
}

fn files(message: &Value) -> impl Iterator<Item = PathBuf> {
    message["filenames"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|file| file.as_str().map(PathBuf::from))
}

fn is_library(file: &Path) -> bool {
    file.extension()
        .is_some_and(|end| ["so", "dll", "dylib"].iter().any(|known| end == *known))
}

#[cfg(test)]
mod tests;

//! The measured programs, whose paths `cargo xtask bench` passes, and those that only the bench needs, which are built
//! here.

use crate::figures::Lack;
use azmi_native_tests::emulator::Emulator;
use azmi_native_tests::{built, tree};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The view of the empty module's object.
const VIEW: &str = "View.Format.ps1xml";
/// A scenario with ten thousand more machines and practically no quota, which would dominate the figures.
const FLEET: &str = r#"{"arm":{"fleet":{"count":10000},"graphQuota":1000000}}"#;

/// Paths of the measured programs, or why they're missing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Setup {
    /// Whether each figure is measured only once or twice.
    pub quick: bool,
    pub folder: PathBuf,
    pub azmi: PathBuf,
    pub library: PathBuf,
    pub windows: Result<PathBuf, Lack>,
    pub module: Result<PathBuf, Lack>,
    /// The release zip for this system and Windows.
    pub zip: Result<PathBuf, Lack>,
    /// Three copies of the empty module: a plain one, one with a view, and one to warm up the engine.
    pub empty: Result<[PathBuf; 3], Lack>,
    pub benches: BTreeMap<String, PathBuf>,
    pub msal: Result<PathBuf, Lack>,
    fleet: PathBuf,
}

fn absent(why: &str) -> Lack {
    Lack::Absent(why.to_owned())
}

/// Returns the file that a variable names, if it exists.
fn named(variable: &str, below: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env::var_os(variable)?);
    let path = if below.is_empty() { path } else { path.join(below) };
    path.exists().then_some(path)
}

/// Runs a command and shows its output.
pub fn run(command: &mut Command) -> Result<(), String> {
    let ended = command.stdin(Stdio::null()).status();
    match ended {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{} failed with {status}", command.get_program().display())),
        Err(error) => Err(format!("{}: {error}", command.get_program().display())),
    }
}

/// Returns both outputs of a command.
pub fn read(command: &mut Command) -> Result<String, String> {
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    match output.status.success() {
        true => Ok(text),
        false => Err(format!("{} failed with {}: {}", command.get_program().display(), output.status, text.trim())),
    }
}

pub fn on_path(name: &str) -> Result<PathBuf, Lack> {
    let folders = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect::<Vec<_>>();
    let found = folders.into_iter().map(|folder| folder.join(name)).find(|file| file.is_file());
    found.ok_or_else(|| Lack::Absent(format!("no {name} on PATH")))
}

impl Setup {
    /// Builds the missing programs. Those that only some figures need may be missing.
    pub fn make(quick: bool) -> Result<Self, String> {
        let folder = folder()?;
        let fleet = folder.join("fleet.json");
        fs::write(&fleet, FLEET).map_err(|error| format!("{}: {error}", fleet.display()))?;
        Ok(Self {
            quick,
            azmi: built("AZMI_TEST_AZMI"),
            library: built("AZMI_TEST_LIBRARY"),
            windows: named("AZMI_TEST_WINDOWS_LIBRARY", "").ok_or_else(|| absent("it can't be built here")),
            module: named("AZMI_TEST_MODULE", "ManagedIdentity.psd1").ok_or_else(|| absent("no .NET SDK built it")),
            zip: named("AZMI_TEST_ZIP", "").ok_or_else(|| absent("no .NET SDK built it")),
            empty: empty_modules(&folder),
            benches: bench_programs(quick)?,
            msal: publish("bench/Msal/Msal.csproj", &folder.join("msal"), &[]).map(|folder| folder.join("msal")),
            fleet,
            folder,
        })
    }

    /// Starts the release's emulator. `fixed` is the address of the metadata service, if it should listen there.
    pub fn emulator(&self, fixed: Option<&str>) -> Result<Emulator, String> {
        match fixed {
            None => Emulator::start(&self.azmi, &self.folder, &["--scenario".as_ref(), self.fleet.as_os_str()]),
            Some(address) => {
                Emulator::start(&self.azmi, &self.folder, &["--imds", address, "--allow-remote"].map(OsStr::new))
            }
        }
    }

    pub fn runs(&self, full: u32) -> u32 {
        if self.quick { full.min(2) } else { full }
    }

    /// Writes the setup for the program inside the namespace.
    pub fn write(&self) -> Result<(), String> {
        let file = self.folder.join("setup.json");
        let text = serde_json::to_string_pretty(self).map_err(|error| error.to_string())?;
        fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))
    }

    pub fn read(quick: bool) -> Result<Self, String> {
        let file = folder()?.join("setup.json");
        let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let setup: Self = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        Ok(Self { quick, ..setup })
    }
}

fn folder() -> Result<PathBuf, String> {
    let folder = env::var_os("CARGO_TARGET_DIR").map_or_else(|| tree("target"), PathBuf::from).join("bench");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    folder.canonicalize().map_err(|error| format!("{}: {error}", folder.display()))
}

/// Builds the benchmarks, by crate and name: as the release, or with `quick` as the tests, which share their
/// dependencies.
fn bench_programs(quick: bool) -> Result<BTreeMap<String, PathBuf>, String> {
    let crates: &[&str] = match quick {
        true => &["--workspace", "--exclude=azmi-xtask", "--exclude=azmi-tidy", "--profile=dev"],
        false => &["--package=azmi-core", "--package=azmi-ffi", "--profile=bench"],
    };
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["bench", "--no-run", "--bench=cached_token", "--bench=requests"]).args(crates);
    cargo.arg("--message-format=json-render-diagnostics").stderr(Stdio::inherit()).current_dir(tree(""));
    for (name, _) in env::vars_os() {
        if ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|start| name.to_string_lossy().starts_with(start)) {
            cargo.env_remove(name);
        }
    }
    let output = cargo.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err("the benchmark programs don't build".to_owned());
    }
    let mut found = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message: Value = serde_json::from_str(line).unwrap_or_default();
        let (Some(program), Some(folder)) = (message["executable"].as_str(), message["manifest_path"].as_str()) else {
            continue;
        };
        let package = Path::new(folder).parent().and_then(Path::file_name).unwrap_or_default();
        let name = message["target"]["name"].as_str().unwrap_or_default();
        found.insert(format!("{} {name}", package.display()), PathBuf::from(program));
    }
    Ok(found)
}

fn publish(project: &str, into: &Path, more: &[&str]) -> Result<PathBuf, Lack> {
    let dotnet = named("AZMI_TEST_DOTNET", "").ok_or_else(|| absent("no .NET SDK"))?;
    let mut publish = Command::new(dotnet);
    publish.arg("publish").arg(tree(project)).args(["--configuration", "Release", "--nologo", "--verbosity", "quiet"]);
    run(publish.args(more).arg("--output").arg(into).current_dir(tree("")))?;
    Ok(into.to_owned())
}

fn empty_modules(folder: &Path) -> Result<[PathBuf; 3], Lack> {
    let module = |name: &str, formats: &str| -> Result<PathBuf, Lack> {
        let into = publish("bench/Empty/Empty.csproj", &folder.join(name), &[&format!("-p:AssemblyName={name}")])?;
        // Like the real module: a manifest that names the assembly and its cmdlets.
        let manifest = into.join(format!("{name}.psd1"));
        let text = format!(
            "@{{ RootModule = '{name}.dll'; ModuleVersion = '1.0.0'; FormatsToProcess = @({formats}); CmdletsToExport = @('Get-EmptyToken'); FunctionsToExport = @(); AliasesToExport = @(); VariablesToExport = @() }}\n"
        );
        let copied =
            fs::write(&manifest, text).and_then(|()| fs::copy(tree("bench/Empty").join(VIEW), into.join(VIEW)));
        copied.map_err(|error| Lack::Failed(format!("{}: {error}", manifest.display())))?;
        Ok(manifest)
    };
    Ok([module("Empty", "")?, module("View", &format!("'{VIEW}'"))?, module("Warm", "")?])
}

//! What is built and installed before anything is measured, and where it lies.

use super::figures::Lack;
use crate::artifacts::{self, TestBinary};
use crate::emulator::Emulator;
use crate::package::release;
use crate::package::rid::Rid;
use crate::rows::workshop::Workshop;
use crate::run::{Show, run};
use crate::surroundings::Surroundings;
use crate::tools::azure_clients::{self, Client};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// The projects that only the bench has: the module that does nothing, and MSAL for .NET.
const EMPTY: &str = "tests/bench/Empty/Empty.csproj";
const MSAL: &str = "tests/bench/Msal/Msal.csproj";
/// How an object of a module that does nothing would look.
const VIEW: &str = "View.Format.ps1xml";
/// A world with ten thousand machines besides the usual ones, and without a quota, which would be all that is measured.
const FLEET: &str = r#"{"arm":{"fleet":{"count":10000},"graphQuota":1000000}}"#;

/// Paths of what is measured, or why it is not there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Prepared {
    /// The folder of the bench's own files.
    pub folder: PathBuf,
    /// The program, as it ships.
    pub azmi: PathBuf,
    /// The native library for this system, as it ships.
    pub library: PathBuf,
    /// The one for Windows.
    pub windows: Result<PathBuf, Lack>,
    /// The module's manifest.
    pub module: Result<PathBuf, Lack>,
    /// The size of the zip that is handed out, with this system and Windows in it.
    pub zip: Result<u64, Lack>,
    /// Modules that do nothing.
    pub empty: Result<EmptyModules, Lack>,
    /// Benchmark programs by crate and name.
    pub benches: BTreeMap<String, PathBuf>,
    /// Where peers are installed.
    pub peers: PathBuf,
    /// Peers that can't be had, and why.
    pub absent: BTreeMap<String, String>,
    /// The Azure CLI.
    pub az: Result<PathBuf, Lack>,
    /// MSAL for .NET.
    pub msal: Result<PathBuf, Lack>,
    /// Variables that .NET programs need.
    pub dotnet: Vec<(String, String)>,
    /// A scenario of ten thousand machines.
    pub fleet: PathBuf,
}

/// The same module under three names.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EmptyModules {
    /// What any binary module costs.
    pub plain: PathBuf,
    /// With one view in a format file: what any module costs that says how its objects look.
    pub viewed: PathBuf,
    /// For warming up.
    pub warm: PathBuf,
}

/// Builds and installs. What only some rows need is noted as missing; what all need must be there.
///
/// # Errors
/// A build of ours failed.
pub fn prepare(shop: &Workshop<'_>, folder: &Path, quick: bool) -> Result<Prepared, String> {
    println!("== building ours");
    let azmi = shop.released_azmi()?.to_owned();
    let benches = bench_programs(shop.around(), quick)?;
    let library = shop.library()?.to_owned();
    println!("== peers");
    let mut absent = BTreeMap::new();
    for client in Client::ALL {
        // A quick run is part of the tests, which install no client.
        let there = match quick {
            true => azure_clients::installed(&shop.tools, client),
            false => azure_clients::install(&shop.tools, client, &shop.dotnet()),
        };
        if let Err(why) = there {
            absent.insert(client.title().to_owned(), why);
        }
    }
    let fleet = folder.join("fleet.json");
    fs::write(&fleet, FLEET).map_err(|error| format!("{}: {error}", fleet.display()))?;
    Ok(Prepared {
        azmi,
        library,
        windows: windows(shop),
        module: module(shop),
        zip: zip(shop),
        empty: empty_modules(shop, folder),
        benches,
        peers: azure_clients::folder(&shop.tools),
        absent,
        az: azure_cli(shop, quick),
        msal: publish(shop, MSAL, &folder.join("msal")).map(|folder| folder.join("msal")),
        dotnet: dotnet_variables(shop),
        fleet,
        folder: folder.to_owned(),
    })
}

/// The benchmarks by crate and name: compiled as the release is, or quickly as the tests are, from whose build all but themselves
/// is taken.
fn bench_programs(around: &Surroundings, quick: bool) -> Result<BTreeMap<String, PathBuf>, String> {
    let crates = match quick {
        // The same crates as the tests', or cargo would choose other features and compile everything anew.
        true => ["--workspace", "--exclude=azmi-xtask", "--profile=dev"],
        false => [
            "--package=azmi-core",
            "--package=azmi-ffi",
            "--profile=bench",
        ],
    };
    let named = ["--bench=cached_token", "--bench=requests"];
    let args = [&["bench", "--no-run"][..], &crates, &named].concat();
    let built = artifacts::build(around, &args)?.tests;
    let name = |bench: &TestBinary| format!("{} {}", bench.package, bench.target);
    Ok(built
        .into_iter()
        .map(|bench| (name(&bench), bench.executable))
        .collect())
}

fn publish(shop: &Workshop<'_>, project: &str, into: &Path) -> Result<PathBuf, Lack> {
    let dotnet = shop.dotnet().map_err(Lack::Absent)?;
    let mut dotnet = dotnet.command(shop.around(), ["publish", project]);
    dotnet
        .args(["--configuration", "Release", "--nologo", "--output"])
        .arg(into);
    run(&mut dotnet, Show::OnFailure).into_output()?;
    Ok(into.to_owned())
}

fn empty_modules(shop: &Workshop<'_>, folder: &Path) -> Result<EmptyModules, Lack> {
    let dotnet = shop.dotnet().map_err(Lack::Absent)?;
    let module = |name: &str, formats: &str| {
        let mut dotnet = dotnet.command(shop.around(), ["publish", EMPTY]);
        let into = folder.join(name);
        dotnet
            .args(["--configuration", "Release", "--nologo"])
            .arg(format!("-p:AssemblyName={name}"))
            .arg("--output")
            .arg(&into);
        run(&mut dotnet, Show::OnFailure).into_output()?;
        // As ours is: a manifest that names the assembly and its cmdlets.
        let manifest = into.join(format!("{name}.psd1"));
        let text = format!(
            "@{{ RootModule = '{name}.dll'; ModuleVersion = '1.0.0'; FormatsToProcess = @({formats}); CmdletsToExport = @('Get-EmptyToken'); FunctionsToExport = @(); AliasesToExport = @(); VariablesToExport = @() }}\n"
        );
        fs::write(&manifest, text).map_err(|error| format!("{}: {error}", manifest.display()))?;
        Ok::<_, String>(manifest)
    };
    let viewed = module("View", &format!("'{VIEW}'"))?;
    let view = viewed.with_file_name(VIEW);
    fs::copy(
        shop.around().path(&format!("tests/bench/Empty/{VIEW}")),
        &view,
    )
    .map_err(|error| format!("{}: {error}", view.display()))?;
    Ok(EmptyModules {
        plain: module("Empty", "")?,
        viewed,
        warm: module("Warm", "")?,
    })
}

fn windows(shop: &Workshop<'_>) -> Result<PathBuf, Lack> {
    let built = shop.natives().recipe(shop.around(), Rid::WinX64);
    built.map_err(Lack::Absent)?;
    Ok(shop.windows_library()?.to_owned())
}

fn module(shop: &Workshop<'_>) -> Result<PathBuf, Lack> {
    shop.dotnet().map_err(Lack::Absent)?;
    Ok(shop.packed()?.folder.join("ManagedIdentity.psd1"))
}

fn zip(shop: &Workshop<'_>) -> Result<u64, Lack> {
    module(shop)?;
    let wanted = release::zip_name();
    let zip = shop.archives()?.iter().find(|(name, _)| *name == wanted);
    let (_, bytes) = zip.ok_or_else(|| format!("no {wanted}"))?;
    Ok(bytes.len() as u64)
}

/// The CLI on `PATH`, else one installed beside the other peers.
fn azure_cli(shop: &Workshop<'_>, quick: bool) -> Result<PathBuf, Lack> {
    if let Some(az) = shop.around().on_path("az") {
        return Ok(az);
    }
    if quick {
        return Err(Lack::Absent("no az on PATH".to_owned()));
    }
    azure_clients::install(&shop.tools, Client::AzureCli, &shop.dotnet()).map_err(Lack::Absent)?;
    Ok(azure_clients::folder(&shop.tools).join("azure-cli/bin/az"))
}

fn dotnet_variables(shop: &Workshop<'_>) -> Vec<(String, String)> {
    let Ok(dotnet) = shop.dotnet() else {
        return Vec::new();
    };
    let command = dotnet.command(shop.around(), [""; 0]);
    let mut variables: Vec<_> = command
        .get_envs()
        .filter_map(|(name, value)| Some((name.to_str()?.to_owned(), value?.to_str()?.to_owned())))
        .collect();
    if let Some(root) = dotnet.program().parent() {
        variables.push(("DOTNET_ROOT".to_owned(), root.display().to_string()));
    }
    variables
}

impl Prepared {
    /// An emulator of the release; `fixed` is the address of the metadata service where it is to listen.
    ///
    /// # Errors
    /// Why it does not run.
    pub fn emulator(&self, fixed: Option<&str>) -> Result<Emulator, String> {
        match fixed {
            None => Emulator::start_in(&self.azmi, &self.folder, &self.fleet),
            Some(address) => Emulator::start_with(
                &self.azmi,
                &self.folder.join("fixed"),
                &["--imds", address, "--allow-remote"].map(OsStr::new),
            ),
        }
    }

    /// Writes all this for the program inside the namespace.
    ///
    /// # Errors
    /// Why it can't be written.
    pub fn write(&self, folder: &Path) -> Result<(), String> {
        let file = folder.join("prepared.json");
        let text = serde_json::to_string_pretty(self).map_err(|error| error.to_string())?;
        fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))
    }

    /// Reads it there.
    ///
    /// # Errors
    /// Why it can't be read.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let file = folder.join("prepared.json");
        let text =
            fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))
    }
}

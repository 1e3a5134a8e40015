//! The samples of `tests/samples`, a row for each language: run as their README says, against an emulator of their own world.

mod compiled;
mod dotnet;
mod scripts;

use super::workshop::Workshop;
use crate::emulator::Emulator;
use crate::run::{Show, run_within};
use crate::table::Row;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Where the samples are.
const FOLDER: &str = "tests/samples";
/// A sample does a few requests to this machine.
const LIMIT: Duration = Duration::from_secs(120);

/// Why a sample was not run to its end.
enum Stop {
    /// Something it needs isn't here.
    Missing(String),
    /// It went wrong.
    Failed(String),
}

impl From<String> for Stop {
    fn from(why: String) -> Self {
        Self::Failed(why)
    }
}

/// The command that runs a sample, and what its lines must hold, in this order.
struct Ready {
    command: Command,
    says: Vec<String>,
}

/// Makes a sample ready.
type Prepare = fn(&Ground<'_>) -> Result<Ready, Stop>;

const SAMPLES: [(&str, Prepare); 9] = [
    ("c", compiled::c),
    ("cpp", compiled::cpp),
    ("dotnet", dotnet::modern),
    ("dotnet-framework", dotnet::framework),
    ("node", scripts::node),
    ("python", scripts::python),
    ("ruby", scripts::ruby),
    ("curl", scripts::curl),
    ("powershell", scripts::powershell),
];

/// Runs them.
#[must_use]
pub fn rows(shop: &Workshop<'_>) -> Vec<Row> {
    if !cfg!(target_os = "linux") {
        return vec![Row::skipped("samples", "the row is set up for Linux only")];
    }
    let start = Instant::now();
    let ground = match Ground::prepare(shop) {
        Ok(ground) => ground,
        Err(why) => {
            return vec![Row::failed(
                "samples: library and emulator",
                start.elapsed(),
                why,
            )];
        }
    };
    SAMPLES
        .iter()
        .map(|(language, prepare)| ground.row(language, *prepare))
        .collect()
}

/// What samples stand on: the library as it ships, `azmi`, and a world in which the machine may do what they do.
struct Ground<'a> {
    shop: &'a Workshop<'a>,
    library: PathBuf,
    emulator: Emulator,
}

impl<'a> Ground<'a> {
    fn prepare(shop: &'a Workshop<'a>) -> Result<Self, String> {
        let world = shop.around().path(FOLDER).join("world.json");
        Ok(Self {
            shop,
            library: shop.library()?.to_owned(),
            emulator: Emulator::start_in(shop.azmi()?, &shop.scratch("samples"), &world)?,
        })
    }

    fn row(&self, language: &str, prepare: Prepare) -> Row {
        let what = format!("sample: {language}");
        let start = Instant::now();
        match prepare(self).and_then(|ready| Ok(self.run(ready)?)) {
            Ok(()) => Row::passed(what, start.elapsed(), ""),
            Err(Stop::Missing(why)) => Row::skipped(what, why),
            Err(Stop::Failed(why)) => Row::failed(what, start.elapsed(), why),
        }
    }

    fn run(&self, mut ready: Ready) -> Result<(), String> {
        self.surround(&mut ready.command);
        let output = run_within(&mut ready.command, Show::OnFailure, LIMIT).into_output()?;
        let mut lines = output.lines();
        match ready
            .says
            .iter()
            .find(|wanted| !lines.any(|line| line.contains(wanted.as_str())))
        {
            None => Ok(()),
            Some(wanted) => {
                print!("{output}");
                Err(format!("it did not say `{wanted}`"))
            }
        }
    }

    /// The emulator's variables in place of whatever this machine has, and nothing that leads through a proxy.
    fn surround(&self, command: &mut Command) {
        for name in [
            "IDENTITY_ENDPOINT",
            "IDENTITY_HEADER",
            "IMDS_ENDPOINT",
            "MSI_ENDPOINT",
            "MSI_SECRET",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "http_proxy",
            "https_proxy",
            // Cargo's, for what it starts: it would lead to another build of the library.
            "LD_LIBRARY_PATH",
        ] {
            command.env_remove(name);
        }
        command
            .envs(self.emulator.environment())
            .env("AZMI_LIBRARY", &self.library);
    }

    /// A file of the samples.
    fn file(&self, path: &str) -> PathBuf {
        self.shop.around().path(FOLDER).join(path)
    }

    /// A folder of its own for a sample, which is kept between runs.
    fn folder(&self, language: &str) -> Result<PathBuf, String> {
        let folder = self.shop.scratch("samples").join(language);
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(folder)
    }

    /// A program that a sample needs.
    fn program(&self, name: &str, package: &str) -> Result<PathBuf, Stop> {
        self.shop
            .around()
            .on_path(name)
            .ok_or_else(|| Stop::Missing(format!("no {name} on PATH: install {package}")))
    }

    fn subscription(&self) -> Result<String, String> {
        self.emulator.fact("subscriptionId").map(str::to_owned)
    }

    fn endpoint(&self) -> Result<&str, String> {
        self.emulator.fact("arm")
    }

    /// The secret that the world's key vault holds.
    fn secret_uri(&self) -> Result<String, String> {
        let endpoint = self.endpoint()?;
        let port = endpoint.rsplit(':').next().unwrap_or_default();
        Ok(format!(
            "https://vault1.vault.localhost:{port}/secrets/greeting"
        ))
    }
}

/// Runs a step before the sample itself.
fn step(command: &mut Command) -> Result<(), Stop> {
    let ended = run_within(command, Show::OnFailure, LIMIT);
    ended.into_output().map(drop).map_err(Stop::Failed)
}

/// A command with its arguments.
fn command<A: Into<OsString>>(program: &Path, arguments: impl IntoIterator<Item = A>) -> Command {
    let mut command = Command::new(program);
    command.args(arguments.into_iter().map(Into::into));
    command
}

/// Lines as a sample says them.
fn lines<const N: usize>(lines: [&str; N]) -> Vec<String> {
    lines.map(str::to_owned).to_vec()
}

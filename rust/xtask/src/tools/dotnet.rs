//! The .NET SDK, 10.0 or newer.

use super::Tools;
use super::offline::OfflineToolchain;
use crate::run::{Show, run};
use crate::surroundings::Surroundings;
use std::env::consts::EXE_SUFFIX;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest SDK that builds the project.
const OLDEST: u32 = 10;

/// A found SDK.
#[derive(Clone, Debug)]
pub struct Dotnet {
    /// The folder of the `dotnet` program.
    pub root: PathBuf,
    /// Version of the SDK.
    pub version: String,
    /// Where it was found.
    pub origin: &'static str,
    variables: Vec<(&'static str, OsString)>,
}

impl Dotnet {
    /// Finds it: `DOTNET_ROOT`, `PATH`, the offline toolchain, a download.
    ///
    /// # Errors
    /// Why there is none, and what to do.
    pub fn find(tools: &Tools<'_>) -> Result<Self, String> {
        let around = tools.around;
        let toolchain = OfflineToolchain::find(around);
        let installed = [
            around
                .var("DOTNET_ROOT")
                .map(|root| (PathBuf::from(root), "DOTNET_ROOT")),
            around
                .on_path("dotnet")
                .map(|program| (root_of(&program), "PATH")),
        ];
        for (root, origin) in installed.into_iter().flatten() {
            if let Some(version) = newest_sdk(&root) {
                return Self::with(tools, toolchain.as_ref(), root, version, origin);
            }
        }
        if let Some(found) = &toolchain {
            let root = found.dotnet_root()?;
            let version =
                newest_sdk(&root).ok_or_else(|| format!("{} does not run here", root.display()))?;
            return Self::with(
                tools,
                toolchain.as_ref(),
                root,
                version,
                "offline toolchain",
            );
        }
        let root = tools
            .downloaded("dotnet-sdk")
            .map_err(|why| format!("no .NET SDK {OLDEST}.0: {why}"))?;
        let version = newest_sdk(&root)
            .ok_or_else(|| "the downloaded .NET SDK does not run here".to_owned())?;
        Self::with(tools, None, root, version, "download")
    }

    fn with(
        tools: &Tools<'_>,
        toolchain: Option<&OfflineToolchain>,
        root: PathBuf,
        version: String,
        origin: &'static str,
    ) -> Result<Self, String> {
        let mut variables: Vec<(&'static str, OsString)> = vec![
            ("DOTNET_ROOT", root.clone().into()),
            ("DOTNET_CLI_TELEMETRY_OPTOUT", "1".into()),
            ("DOTNET_NOLOGO", "1".into()),
            ("DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE", "true".into()),
            ("DOTNET_GENERATE_ASPNET_CERTIFICATE", "false".into()),
            // One language for the texts that are read from its output.
            ("DOTNET_CLI_UI_LANGUAGE", "en".into()),
        ];
        if !has_icu() {
            variables.push(("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1".into()));
        }
        // MSBuild reads it as a property: the folders and feeds that a restore may use.
        let packages = match (tools.around.var("RestoreSources"), toolchain) {
            (Some(sources), _) => Some(sources.to_owned()),
            (None, Some(found)) if tools.policy.offline || origin == "offline toolchain" => {
                Some(found.nuget_packages()?.into())
            }
            _ => None,
        };
        variables.extend(packages.map(|sources| ("RestoreSources", sources)));
        Ok(Self {
            root,
            version,
            origin,
            variables,
        })
    }

    /// The program.
    #[must_use]
    pub fn program(&self) -> PathBuf {
        self.root.join(format!("dotnet{EXE_SUFFIX}"))
    }

    /// `dotnet <args>` in the root of the checkout, with the variables it needs.
    pub fn command<I, S>(&self, around: &Surroundings, args: I) -> Command
    where
        I: IntoIterator<Item = S>,
        S: AsRef<std::ffi::OsStr>,
    {
        let mut command = Command::new(self.program());
        command
            .args(args)
            .current_dir(around.root())
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        // A build server left behind would hold files and outputs of this run.
        command
            .env("MSBUILDDISABLENODEREUSE", "1")
            .env("UseSharedCompilation", "false");
        command
    }
}

fn root_of(program: &Path) -> PathBuf {
    let real = program
        .canonicalize()
        .unwrap_or_else(|_| program.to_owned());
    real.parent().map(Path::to_owned).unwrap_or_default()
}

/// The newest SDK below a root, when it is new enough.
fn newest_sdk(root: &Path) -> Option<String> {
    let program = root.join(format!("dotnet{EXE_SUFFIX}"));
    if !program.is_file() {
        return None;
    }
    let ended = run(
        Command::new(program)
            .arg("--list-sdks")
            .env("DOTNET_NOLOGO", "1")
            .env("DOTNET_ROOT", root),
        Show::Never,
    );
    newest_of(&ended.into_output().ok()?)
}

/// Picks from lines such as `10.0.401 [/usr/share/dotnet/sdk]`.
fn newest_of(list: &str) -> Option<String> {
    list.lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter_map(|version| {
            let mut parts = version.split(['.', '-']).map(str::parse::<u32>);
            let (major, minor, patch) = (
                parts.next()?.ok()?,
                parts.next()?.ok()?,
                parts.next()?.ok()?,
            );
            (major >= OLDEST).then(|| ((major, minor, patch), version.to_owned()))
        })
        .max()
        .map(|(_, version)| version)
}

/// Whether .NET will find the ICU libraries that its culture data needs; Windows brings its own.
fn has_icu() -> bool {
    cfg!(not(target_os = "linux"))
        || [
            "/usr/lib",
            "/usr/lib64",
            "/lib",
            "/lib64",
            "/usr/lib/x86_64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
        ]
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flatten()
        .filter_map(Result::ok)
        .any(|entry| {
            entry
                .file_name()
                .to_string_lossy()
                .starts_with("libicuuc.so.")
        })
}

#[cfg(test)]
mod tests;

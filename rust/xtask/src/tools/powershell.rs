//! PowerShell 7, Windows PowerShell 5.1, and the modules that tests and lints need in them.

use super::Tools;
use super::dotnet::Dotnet;
use crate::run::{Show, run};
use crate::surroundings::Surroundings;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest PowerShell 7 that the module supports.
const OLDEST: (u32, u32) = (7, 2);

/// A found PowerShell.
#[derive(Clone, Debug)]
pub struct PowerShell {
    /// `pwsh` or `powershell`.
    pub name: &'static str,
    /// Its version.
    pub version: String,
    start: Vec<OsString>,
    variables: Vec<(OsString, OsString)>,
}

impl PowerShell {
    /// Finds PowerShell 7: on `PATH`, else a download that runs on the .NET SDK.
    ///
    /// # Errors
    /// Why there is none, and what to do.
    pub fn find(tools: &Tools<'_>) -> Result<Self, String> {
        let on_path = tools
            .around
            .on_path("pwsh")
            .map(|program| Self::started_by("pwsh", vec![program.into()], Vec::new()));
        if let Some(Ok(found)) = on_path {
            return Ok(found);
        }
        // The package is looked at first: where it can't be had, finding an SDK for it would be for nothing.
        let package = tools
            .downloaded("pwsh")
            .map_err(|why| format!("no PowerShell 7: {why}"))?;
        let dotnet = Dotnet::find(tools)
            .map_err(|why| format!("PowerShell 7 as a download runs on .NET: {why}"))?;
        let library =
            pwsh_library(&package).ok_or("the downloaded PowerShell holds no pwsh.dll")?;
        let variables = dotnet.command(tools.around, [""; 0]);
        let variables = variables
            .get_envs()
            .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
            .collect();
        Self::started_by(
            "pwsh",
            vec![dotnet.program().into(), library.into()],
            variables,
        )
    }

    /// Finds Windows PowerShell 5.1, which only Windows has.
    #[must_use]
    pub fn find_windows_powershell(around: &Surroundings) -> Option<Self> {
        let program = cfg!(windows)
            .then(|| around.on_path("powershell"))
            .flatten()?;
        Self::started_by("powershell", vec![program.into()], Vec::new()).ok()
    }

    fn started_by(
        name: &'static str,
        start: Vec<OsString>,
        variables: Vec<(OsString, OsString)>,
    ) -> Result<Self, String> {
        let mut found = Self {
            name,
            version: String::new(),
            start,
            variables,
        };
        found.version = found.say("$PSVersionTable.PSVersion.ToString()")?;
        let mut parts = found
            .version
            .split('.')
            .map(|part| part.parse::<u32>().unwrap_or(0));
        let version = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
        let oldest = if name == "pwsh" { OLDEST } else { (5, 1) };
        if version < oldest {
            return Err(format!(
                "{name} {} is older than {}.{}",
                found.version, oldest.0, oldest.1
            ));
        }
        Ok(found)
    }

    /// A command with these arguments.
    pub fn command<I, S>(&self, args: I) -> Command
    where
        I: IntoIterator<Item = S>,
        S: AsRef<OsStr>,
    {
        let mut command = Command::new(&self.start[0]);
        command
            .args(&self.start[1..])
            .args(["-NoLogo", "-NoProfile", "-NonInteractive"])
            .args(args);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        // Each edition finds its own modules; a path inherited from the other one would hide them.
        if self.name == "powershell" {
            command.env_remove("PSModulePath");
        }
        command
            .env("POWERSHELL_TELEMETRY_OPTOUT", "1")
            .env("POWERSHELL_UPDATECHECK", "Off");
        command
    }

    /// A command that runs a script of the tree.
    #[must_use]
    pub fn script(&self, around: &Surroundings, below_root: &str) -> Command {
        let mut command = self.command([] as [&str; 0]);
        if cfg!(windows) {
            command.args(["-ExecutionPolicy", "Bypass"]);
        }
        command
            .arg("-File")
            .arg(around.path(below_root))
            .current_dir(around.root());
        command
    }

    /// What an expression prints.
    ///
    /// # Errors
    /// Why it printed nothing.
    pub fn say(&self, expression: &str) -> Result<String, String> {
        let ended = run(&mut self.command(["-Command", expression]), Show::Never);
        ended.into_output().map(|text| text.trim().to_owned())
    }

    /// What `Import-Module` takes for a module of at least this version: the file of an installed one, else of a downloaded one.
    ///
    /// # Errors
    /// Why there is none, and what to do.
    pub fn module(&self, tools: &Tools<'_>, name: &str, at_least: &str) -> Result<PathBuf, String> {
        let installed = self.say(&format!(
            "Get-Module -ListAvailable {name} | Where-Object {{ $_.Version -ge '{at_least}' }} | \
             Sort-Object Version | Select-Object -Last 1 -ExpandProperty Path"
        ))?;
        if !installed.is_empty() {
            return Ok(PathBuf::from(installed));
        }
        let folder = tools.downloaded(name).map_err(|why| {
            format!(
                "no {name} {at_least} or newer in {} {}: {why}",
                self.name, self.version
            )
        })?;
        Ok(folder.join(format!("{name}.psd1")))
    }
}

/// `tools/<framework>/any/pwsh.dll` of the unpacked package.
fn pwsh_library(package: &Path) -> Option<PathBuf> {
    std::fs::read_dir(package.join("tools"))
        .ok()?
        .filter_map(Result::ok)
        .map(|framework| framework.path().join("any").join("pwsh.dll"))
        .find(|library| library.is_file())
}

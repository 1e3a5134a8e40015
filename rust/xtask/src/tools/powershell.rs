//! PowerShell 7, Windows PowerShell 5.1, and the modules that tests and lints need.

use super::{download, number};
use crate::context::Context;
use crate::run;
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(Clone, Debug)]
pub struct PowerShell {
    /// `pwsh` or `powershell`.
    pub name: &'static str,
    pub version: String,
    start: Vec<OsString>,
    variables: Vec<(&'static str, OsString)>,
}

impl PowerShell {
    /// Finds PowerShell 7 on `PATH`, or downloads one that runs on the .NET SDK.
    pub fn find(context: &Context) -> Result<Self, String> {
        if let Some(program) = context.on_path("pwsh")
            && let Ok(found) = Self::started_by(context, "pwsh", vec![program.into()], Vec::new())
        {
            return Ok(found);
        }
        let package = download::tool(context, "pwsh").map_err(|why| format!("no PowerShell 7: {why}"))?;
        let dotnet = context.dotnet().map_err(|why| format!("the downloaded PowerShell 7 needs .NET: {why}"))?;
        let library = library(&package).ok_or("the downloaded PowerShell has no pwsh.dll")?;
        let start = vec![dotnet.program().into(), library.into()];
        Self::started_by(context, "pwsh", start, dotnet.variables())
    }

    /// Finds Windows PowerShell 5.1, which only Windows has.
    pub fn find_windows_powershell(context: &Context) -> Result<Self, String> {
        let program = cfg!(windows).then(|| context.on_path("powershell")).flatten();
        let program = program.ok_or("Windows PowerShell 5.1 is part of Windows")?;
        Self::started_by(context, "powershell", vec![program.into()], Vec::new())
    }

    fn started_by(
        context: &Context,
        name: &'static str,
        start: Vec<OsString>,
        variables: Vec<(&'static str, OsString)>,
    ) -> Result<Self, String> {
        let mut found = Self { name, version: String::new(), start, variables };
        found.version = found.say(context, "$PSVersionTable.PSVersion.ToString()")?;
        // The oldest versions that the module supports.
        let (major, minor) = if name == "pwsh" { (7, 2) } else { (5, 1) };
        match number(&found.version) >= (major, minor) {
            true => Ok(found),
            false => Err(format!("{name} {} is older than {major}.{minor}", found.version)),
        }
    }

    pub fn command<S: AsRef<OsStr>>(&self, context: &Context, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = context.command(&self.start[0]);
        command.args(&self.start[1..]).args(["-NoLogo", "-NoProfile", "-NonInteractive"]);
        command.args(args).envs(self.variables.iter().cloned());
        // An inherited module path of the other edition would hide this edition's modules.
        if self.name == "powershell" {
            command.env_remove("PSModulePath");
        }
        command.env("POWERSHELL_TELEMETRY_OPTOUT", "1").env("POWERSHELL_UPDATECHECK", "Off");
        command
    }

    pub fn script(&self, context: &Context, below_root: &str) -> Command {
        let policy = ["-ExecutionPolicy", "Bypass"];
        let mut command = self.command(context, policy.iter().filter(|_| cfg!(windows)));
        command.arg("-File").arg(context.path(below_root));
        command
    }

    fn say(&self, context: &Context, expression: &str) -> Result<String, String> {
        let said = run::read(&mut self.command(context, ["-Command", expression]))?;
        Ok(said.trim().to_owned())
    }

    pub fn pester(&self, context: &Context) -> Result<PathBuf, String> {
        self.module(context, "Pester", "5.5.0")
    }

    pub fn script_analyzer(&self, context: &Context) -> Result<PathBuf, String> {
        self.module(context, "PSScriptAnalyzer", "1.20.0")
    }

    /// Returns the file of an installed module in at least this version, or of a downloaded one.
    fn module(&self, context: &Context, name: &str, at_least: &str) -> Result<PathBuf, String> {
        let installed = self.say(
            context,
            &format!(
                "Get-Module -ListAvailable {name} | Where-Object {{ $_.Version -ge '{at_least}' }} | \
                 Sort-Object Version | Select-Object -Last 1 -ExpandProperty Path"
            ),
        )?;
        if !installed.is_empty() {
            return Ok(PathBuf::from(installed));
        }
        let folder = download::tool(context, name)
            .map_err(|why| format!("no {name} {at_least} or newer in {} {}: {why}", self.name, self.version))?;
        Ok(folder.join(format!("{name}.psd1")))
    }

    /// Returns its command line, for programs that get it in a variable.
    pub fn words(&self) -> OsString {
        env::join_paths(&self.start).unwrap_or_default()
    }
}

/// Finds `tools/<framework>/any/pwsh.dll` in the unpacked package.
fn library(package: &Path) -> Option<PathBuf> {
    let frameworks = fs::read_dir(package.join("tools")).ok()?.flatten();
    let mut libraries = frameworks.map(|framework| framework.path().join("any/pwsh.dll"));
    libraries.find(|library| library.is_file())
}

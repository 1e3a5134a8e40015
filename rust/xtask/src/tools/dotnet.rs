//! The .NET SDK, 10.0 or newer, from `DOTNET_ROOT`, `PATH` or a download.

use super::{download, number};
use crate::context::Context;
use crate::run;
use std::env;
use std::env::consts::EXE_SUFFIX;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest SDK that can build the project.
const OLDEST: u32 = 10;

#[derive(Clone, Debug)]
pub struct Dotnet {
    root: PathBuf,
}

impl Dotnet {
    pub fn find(context: &Context) -> Result<Self, String> {
        let named = env::var_os("DOTNET_ROOT").filter(|root| !root.is_empty()).map(PathBuf::from);
        let on_path = context.on_path("dotnet").and_then(|program| {
            let real = program.canonicalize().unwrap_or(program);
            real.parent().map(Path::to_owned)
        });
        let mut found = named.into_iter().chain(on_path).map(|root| Self { root });
        match found.find(Self::is_new_enough) {
            Some(found) => Ok(found),
            None => match download::tool(context, "dotnet-sdk") {
                Ok(root) => Ok(Self { root }),
                Err(why) => Err(format!("no .NET SDK {OLDEST}.0: {why}")),
            },
        }
    }

    /// Whether it runs and is new enough. A line of the list looks like `10.0.401 [/usr/share/dotnet/sdk]`.
    fn is_new_enough(&self) -> bool {
        let mut list = Command::new(self.program());
        let output = run::output(list.arg("--list-sdks").env("DOTNET_ROOT", &self.root));
        output.is_ok_and(|output| newest(&String::from_utf8_lossy(&output.stdout)) >= OLDEST)
    }

    pub fn program(&self) -> PathBuf {
        self.root.join(format!("dotnet{EXE_SUFFIX}"))
    }

    /// Returns the variables that .NET needs.
    pub fn variables(&self) -> Vec<(&'static str, OsString)> {
        let mut variables: Vec<(&'static str, OsString)> = vec![
            ("DOTNET_ROOT", self.root.clone().into()),
            ("DOTNET_CLI_TELEMETRY_OPTOUT", "1".into()),
            ("DOTNET_NOLOGO", "1".into()),
            ("DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE", "true".into()),
            ("DOTNET_GENERATE_ASPNET_CERTIFICATE", "false".into()),
            // A build server that keeps running would hold files and outputs open.
            ("MSBUILDDISABLENODEREUSE", "1".into()),
            ("UseSharedCompilation", "false".into()),
        ];
        if !has_icu() {
            variables.push(("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1".into()));
        }
        variables
    }

    pub fn command<S: AsRef<OsStr>>(&self, context: &Context, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = context.command(self.program());
        command.args(args).envs(self.variables());
        command
    }

    /// Builds projects of the repository, one at a time, like cargo.
    pub fn build(&self, context: &Context, project: &Path, more: &[&str]) -> Result<String, String> {
        let lock = context.scratch("dotnet")?.join("lock");
        let lock = File::create(lock).and_then(|file| file.lock().map(|()| file)).map_err(|error| error.to_string())?;
        let args = ["build", "--configuration", "Release", "--verbosity", "quiet", "--nologo"];
        let built = run::run(self.command(context, args).args(more).arg(project));
        drop(lock);
        built
    }
}

fn newest(list: &str) -> u32 {
    list.lines().map(|line| number(line).0).max().unwrap_or(0)
}

/// Whether the ICU libraries for .NET's culture data are installed; Windows includes them.
fn has_icu() -> bool {
    let folders = ["/usr/lib", "/usr/lib64", "/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"];
    let mut files = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    cfg!(not(target_os = "linux")) || files.any(|file| file.file_name().to_string_lossy().starts_with("libicuuc.so."))
}

#[cfg(test)]
mod tests {
    use super::newest;

    #[test]
    fn the_newest_sdk_decides() {
        assert_eq!(newest("8.0.100 [/a]\n10.0.401 [/a/sdk]\n9.0.1 [/a]\n"), 10);
        assert_eq!(newest(""), 0);
    }
}

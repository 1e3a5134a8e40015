//! The offline toolchain: a folder of archives beside the checkout, for machines that reach no download server.
//!
//! `AZMI_TOOLCHAIN` names it, else it is `../shared/toolchain`. It is unpacked into `AZMI_TOOLS` (else `~/.cache/azmi-tools`), in the
//! layout that the toolchain's own `activate` script uses, so that both share one copy.

use super::pins::host;
use super::unpack::{self, COMPLETE};
use crate::surroundings::Surroundings;
use std::fs;
use std::path::{Path, PathBuf};

/// A found toolchain.
#[derive(Clone, Debug)]
pub struct OfflineToolchain {
    archives: PathBuf,
    unpacked: PathBuf,
}

impl OfflineToolchain {
    /// The toolchain of this machine, if there is one for its system.
    #[must_use]
    pub fn find(around: &Surroundings) -> Option<Self> {
        if host() != "linux-x64" {
            return None;
        }
        let archives = match around.var("AZMI_TOOLCHAIN") {
            Some(folder) => around.root().join(folder),
            None => around.root().parent()?.join("shared").join("toolchain"),
        };
        archives.join("activate").is_file().then(|| Self {
            archives,
            unpacked: unpacked_into(around),
        })
    }

    /// The root of its .NET SDK.
    ///
    /// # Errors
    /// It holds none, or the archive can't be unpacked.
    pub fn dotnet_root(&self) -> Result<PathBuf, String> {
        Ok(self.archive("dotnet-sdk-")?.join("dotnet"))
    }

    /// The folder of its NuGet packages.
    ///
    /// # Errors
    /// It holds none, or the archive can't be unpacked.
    pub fn nuget_packages(&self) -> Result<PathBuf, String> {
        Ok(self.archive("nuget-packages")?.join("nuget"))
    }

    /// The source of Rust's standard library.
    ///
    /// # Errors
    /// It holds none, or the archive can't be unpacked.
    pub fn rust_std_source(&self) -> Result<PathBuf, String> {
        let folder = self.archive("rust-")?;
        let mut inner: Vec<PathBuf> = fs::read_dir(&folder)
            .map_err(|error| error.to_string())?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.is_dir())
            .collect();
        inner.sort();
        inner
            .into_iter()
            .next()
            .ok_or_else(|| format!("{} is empty", folder.display()))
    }

    /// The unpacked folder of the archive whose name starts so.
    fn archive(&self, start: &str) -> Result<PathBuf, String> {
        let (archive, stem) = self
            .named(start)
            .ok_or_else(|| format!("{} holds no {start}*.tar.xz", self.archives.display()))?;
        let folder = self.unpacked.join(&stem);
        if !folder.join(COMPLETE).is_file() {
            println!("unpacking {stem} from the offline toolchain");
            fs::create_dir_all(&self.unpacked)
                .map_err(|error| format!("{}: {error}", self.unpacked.display()))?;
            unpack::unpack(&archive, &folder, "")?;
        }
        Ok(folder)
    }

    fn named(&self, start: &str) -> Option<(PathBuf, String)> {
        let mut found: Vec<(PathBuf, String)> = fs::read_dir(&self.archives)
            .ok()?
            .filter_map(|entry| {
                let path = entry.ok()?.path();
                let stem = path
                    .file_name()?
                    .to_str()?
                    .strip_suffix(".tar.xz")?
                    .to_owned();
                stem.starts_with(start).then_some((path, stem))
            })
            .collect();
        found.sort();
        found.pop()
    }
}

fn unpacked_into(around: &Surroundings) -> PathBuf {
    if let Some(folder) = around.var("AZMI_TOOLS") {
        return around.root().join(folder);
    }
    match around.var("HOME") {
        Some(home) => Path::new(home).join(".cache").join("azmi-tools"),
        None => around.downloaded_tools(),
    }
}

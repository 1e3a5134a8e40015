//! Creates the folders of the modules.

use super::build::Native;
use super::rid::Rid;
use super::{notices, sbom};
use crate::context::{Context, VERSION};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The project of the binary module, and its sources.
const PROJECT: &str = "powershell/src/ManagedIdentity/ManagedIdentity.csproj";
const SOURCES: [&str; 4] = ["powershell/src", "Directory.Build.props", "global.json", "Cargo.toml"];
/// The text files of this module, and those of the DSC module.
const TEXT: &str = "powershell/module";
const DSC: &str = "powershell/dsc";

#[derive(Clone, Debug)]
pub struct Packed {
    /// The folder for `Import-Module`.
    pub folder: PathBuf,
    /// The folder of the DSC module.
    pub dsc: PathBuf,
}

impl Packed {
    pub fn at(place: &Path) -> Self {
        Self {
            folder: place.join("ManagedIdentity").join(VERSION),
            dsc: place.join("ManagedIdentityDsc").join(VERSION),
        }
    }

    /// Returns the path of this system's native library.
    pub fn library(&self) -> Result<PathBuf, String> {
        let host = Rid::host().ok_or("the module doesn't support this system")?;
        Ok(self.folder.join(host.name()).join(host.library()))
    }

    /// Returns the systems that the folder has files for.
    pub fn systems(&self) -> Vec<Rid> {
        let is_in = |rid: &Rid| self.folder.join(rid.name()).is_dir();
        Rid::ALL.into_iter().filter(is_in).collect()
    }
}

/// Creates both folders from scratch, with the native files of these systems.
pub fn lay_out(context: &Context, place: &Path, natives: &[(Rid, Native)]) -> Result<Packed, String> {
    let packed = Packed::at(place);
    let failed = |error: io::Error| format!("{}: {error}", place.display());
    for name in ["ManagedIdentity", "ManagedIdentityDsc"].map(|name| place.join(name)) {
        if name.exists() {
            fs::remove_dir_all(name).map_err(failed)?;
        }
    }
    lay_out_text(context, &packed)?;
    copy_tree(&context.path(DSC), &packed.dsc).map_err(failed)?;
    azmi_maml::write(&context.path("powershell/docs"), &context.path("docs/errors.md"), &packed.folder.join("en-US"))?;
    let crates = sbom::shipped(context)?;
    let rust = context.text("rust-toolchain.toml")?;
    let rust = rust.split('"').nth(1).unwrap_or_default();
    fs::write(packed.folder.join(sbom::FILE), sbom::sbom(VERSION, &crates, rust)).map_err(failed)?;
    fs::write(packed.folder.join(notices::FILE), notices::notices(&crates)?).map_err(failed)?;
    for folder in [&packed.folder, &packed.dsc] {
        fs::copy(context.path("LICENSE"), folder.join("LICENSE")).map_err(failed)?;
    }
    for (rid, native) in natives {
        put(native, *rid, &packed.folder)?;
    }
    Ok(packed)
}

/// Creates a module for a demo, with only the files that PowerShell loads.
pub fn lay_out_small(context: &Context, place: &Path, rid: Rid, native: &Native) -> Result<Packed, String> {
    let packed = Packed::at(place);
    lay_out_text(context, &packed)?;
    put(native, rid, &packed.folder)?;
    Ok(packed)
}

/// Creates the common files of every module. Builds the assembly if a source is newer.
fn lay_out_text(context: &Context, packed: &Packed) -> Result<(), String> {
    let built = context.path("target/dotnet/bin/ManagedIdentity/release/ManagedIdentity.dll");
    if !is_newer(context, &built, &SOURCES) {
        context.dotnet()?.build(context, Path::new(PROJECT), &[])?;
    }
    copy_tree(&context.path(TEXT), &packed.folder)
        .and_then(|()| fs::copy(built, packed.folder.join("ManagedIdentity.dll")))
        .map(drop)
        .map_err(|error| format!("{}: {error}", packed.folder.display()))
}

/// Copies the native files to `<os>-<arch>/`, where PowerShell looks for the library.
pub fn put(native: &Native, rid: Rid, module: &Path) -> Result<(), String> {
    let folder = module.join(rid.name());
    let failed = |error: io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(&folder).map_err(failed)?;
    for (from, name) in [(&native.library, rid.library()), (&native.program, rid.program())] {
        // Replaces the file instead of overwriting it, because another process may have mapped it.
        let fresh = folder.join(format!("{name}.new"));
        fs::copy(from, &fresh).map_err(|error| format!("{}: {error}", from.display()))?;
        fs::rename(&fresh, folder.join(name)).map_err(failed)?;
    }
    Ok(())
}

/// Whether a built file is newer than all of its sources, which are files and folders of the repository.
pub fn is_newer(context: &Context, built: &Path, sources: &[&str]) -> bool {
    let time = |path: &Path| fs::metadata(path).and_then(|facts| facts.modified()).ok();
    let newest = sources.iter().filter_map(|source| newest(&context.path(source))).max();
    matches!((time(built), newest), (Some(built), Some(newest)) if built > newest)
}

/// Returns the newest time below a path. A folder's time changes when a file is removed.
fn newest(path: &Path) -> Option<SystemTime> {
    let own = fs::metadata(path).and_then(|facts| facts.modified()).ok();
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    entries.filter_map(|entry| newest(&entry.path())).chain(own).max()
}

fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

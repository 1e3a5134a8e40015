//! The release files: the zip with both modules, a gallery package of each, the bill of materials, archives for C and
//! C++, and checksums of all.

use super::archive::{self, Entry};
use super::module::Packed;
use super::{nupkg, sbom};
use crate::context::{Context, VERSION};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// The checksum file, in the format of `sha256sum --check`.
pub const SUMS: &str = "SHA256SUMS";

pub fn dist(context: &Context) -> PathBuf {
    context.place.join("dist")
}

pub fn zip_name() -> String {
    format!("ManagedIdentity.{VERSION}.zip")
}

/// Makes the archives of both modules in memory; returns names and contents, in order.
pub fn archives(packed: &Packed) -> Result<Vec<(String, Vec<u8>)>, String> {
    let module = archive::read(&packed.folder, "")?;
    let dsc = archive::read(&packed.dsc, "")?;
    let below = |name: &str, files: &[Entry]| -> Vec<Entry> {
        let renamed = |file: &Entry| Entry { name: format!("{name}/{VERSION}/{}", file.name), ..file.clone() };
        files.iter().map(renamed).collect()
    };
    let mut both = below("ManagedIdentity", &module);
    both.extend(below("ManagedIdentityDsc", &dsc));
    let bill = fs::read(packed.folder.join(sbom::FILE)).map_err(|error| error.to_string())?;
    Ok(vec![
        (zip_name(), archive::zip(both)?),
        (format!("ManagedIdentity.{VERSION}.nupkg"), nupkg::make("ManagedIdentity", None, module)?),
        (
            format!("ManagedIdentityDsc.{VERSION}.nupkg"),
            nupkg::make("ManagedIdentityDsc", Some("ManagedIdentity"), dsc)?,
        ),
        (format!("ManagedIdentity.{VERSION}.{}", sbom::FILE), bill),
    ])
}

/// Empties the release folder, and writes archives and their checksums there.
pub fn write(context: &Context, archives: &[(String, Vec<u8>)]) -> Result<(), String> {
    let folder = dist(context);
    let _ = fs::remove_dir_all(&folder);
    let mut written = fs::create_dir_all(&folder);
    for (name, bytes) in archives {
        written = written.and_then(|()| fs::write(folder.join(name), bytes));
    }
    written.map_err(|error| format!("{}: {error}", folder.display()))?;
    add_sums(&folder)
}

/// Writes the checksums of all files in a folder.
pub fn add_sums(folder: &Path) -> Result<(), String> {
    let files = archive::read(folder, "")?.into_iter().filter(|file| file.name != SUMS);
    let lines = files.map(|file| format!("{}  {}\n", sha256(&file.bytes), file.name));
    fs::write(folder.join(SUMS), lines.collect::<String>()).map_err(|error| error.to_string())
}

/// Returns the names and sizes in kilobytes of the files in a folder.
pub fn sizes(folder: &Path) -> Result<String, String> {
    let files = archive::read(folder, "")?;
    let each = files.iter().map(|file| format!("{} {} KB", file.name, file.bytes.len().div_ceil(1000)));
    Ok(each.collect::<Vec<_>>().join(", "))
}

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;

//! What is handed out: the zip with both modules, a gallery package of each, the bill of materials, and checksums of all.

use super::archive::{self, Entry};
use super::{Packed, VERSION, bill, dist, gallery, manifest};
use crate::rows::workshop::Workshop;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// The file of checksums, in the form that `sha256sum --check` reads.
pub const SUMS: &str = "SHA256SUMS";

/// A file that is handed out: its name, and what is in it.
pub type Archive = (String, Vec<u8>);

/// The name of the zip with both modules.
#[must_use]
pub fn zip_name() -> String {
    format!("ManagedIdentity.{VERSION}.zip")
}

/// Makes the archives, in memory: name and content, in order.
///
/// # Errors
/// A file can't be read, or an archive can't hold it.
pub fn archives(packed: &Packed) -> Result<Vec<Archive>, String> {
    let module = archive::read(&packed.folder, "")?;
    let dsc = archive::read(&packed.dsc, "")?;
    let below = |name: &str, files: &[Entry]| -> Vec<Entry> {
        let renamed = |file: &Entry| Entry {
            name: format!("{name}/{VERSION}/{}", file.name),
            ..file.clone()
        };
        files.iter().map(renamed).collect()
    };
    let mut both = below("ManagedIdentity", &module);
    both.extend(below("ManagedIdentityDsc", &dsc));
    let about = manifest::read(&packed.folder, "ManagedIdentity")?;
    let about_dsc = gallery::Described {
        needs: Some("ManagedIdentity".to_owned()),
        ..manifest::read(&packed.dsc, "ManagedIdentityDsc")?
    };
    let bill = fs::read(packed.folder.join(bill::FILE)).map_err(|error| error.to_string())?;
    Ok(vec![
        (zip_name(), archive::zip(both)?),
        (
            format!("ManagedIdentity.{VERSION}.nupkg"),
            package(&about, module)?,
        ),
        (
            format!("ManagedIdentityDsc.{VERSION}.nupkg"),
            package(&about_dsc, dsc)?,
        ),
        (format!("ManagedIdentity.{VERSION}.{}", bill::FILE), bill),
    ])
}

fn package(about: &gallery::Described, mut files: Vec<Entry>) -> Result<Vec<u8>, String> {
    files.extend(gallery::parts(about, &files)?);
    archive::zip(files)
}

/// Writes archives and their checksums into the folder that is handed out, which is emptied first.
///
/// # Errors
/// A file can't be written.
pub fn write(shop: &Workshop<'_>, archives: &[Archive]) -> Result<Vec<PathBuf>, String> {
    let folder = dist(shop);
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(failed)?;
    }
    fs::create_dir_all(&folder).map_err(failed)?;
    let mut written = Vec::new();
    for (name, bytes) in archives {
        let file = folder.join(name);
        fs::write(&file, bytes).map_err(failed)?;
        written.push(file);
    }
    add_sums(&folder)?;
    Ok(written)
}

/// Writes the checksums of all that lies in the folder; for whoever adds an archive of their own, once it is there.
///
/// # Errors
/// A file can't be read or written.
pub fn add_sums(folder: &Path) -> Result<(), String> {
    let mut files = archive::read(folder, "")?;
    files.retain(|file| file.name != SUMS);
    files.sort_by(|one, other| one.name.cmp(&other.name));
    let lines = files
        .iter()
        .map(|file| format!("{}  {}\n", sha256(&file.bytes), file.name));
    fs::write(folder.join(SUMS), lines.collect::<String>()).map_err(|error| error.to_string())
}

/// An archive's name and size, for a row.
///
/// # Errors
/// The file is not there.
pub fn note(file: &Path) -> Result<String, String> {
    let size = fs::metadata(file)
        .map_err(|error| format!("{}: {error}", file.display()))?
        .len();
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    Ok(format!("{name} {} KB", size.div_ceil(1000)))
}

/// SHA-256 in lower-case hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

//! Archives that are the same bytes for the same files: entries in order, one time for all, permissions by what a file is.

use flate2::{Compression, GzBuilder};
use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name, with slashes.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// Whether Linux may run it.
    pub program: bool,
}

impl Entry {
    /// A file that nobody runs.
    pub fn text(name: impl Into<String>, text: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.into(),
            bytes: text.into(),
            program: false,
        }
    }

    fn mode(&self) -> u32 {
        if self.program { 0o755 } else { 0o644 }
    }
}

/// The files below a folder, each with its name from there behind `prefix`.
///
/// # Errors
/// One can't be read.
pub fn read(folder: &Path, prefix: &str) -> Result<Vec<Entry>, String> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in entries {
        let path = entry.map_err(|error| error.to_string())?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = format!("{prefix}{name}");
        if path.is_dir() {
            found.extend(read(&path, &format!("{name}/"))?);
        } else {
            let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            found.push(Entry {
                program: name.ends_with("/azmi"),
                bytes,
                name,
            });
        }
    }
    Ok(found)
}

/// Packs them.
///
/// # Errors
/// The archive can't hold them.
pub fn zip(mut entries: Vec<Entry>) -> Result<Vec<u8>, String> {
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // The earliest time that the format has: no clock is looked at.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(DateTime::default());
    for entry in entries {
        archive
            .start_file(&entry.name, options.unix_permissions(entry.mode()))
            .map_err(|error| error.to_string())?;
        archive
            .write_all(&entry.bytes)
            .map_err(|error| error.to_string())?;
    }
    let packed = archive.finish().map_err(|error| error.to_string())?;
    Ok(packed.into_inner())
}

/// Packs them for Linux: nobody's, and without the hour.
///
/// # Errors
/// The archive can't hold them.
pub fn tar(mut entries: Vec<Entry>) -> Result<Vec<u8>, String> {
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    let packed = GzBuilder::new()
        .mtime(0)
        .write(Vec::new(), Compression::best());
    let mut archive = tar::Builder::new(packed);
    let mut add = |entry: Entry| {
        let mut header = tar::Header::new_gnu();
        header.set_size(entry.bytes.len() as u64);
        header.set_mode(entry.mode());
        header.set_mtime(0);
        header.set_uid(0);
        header.set_gid(0);
        archive.append_data(&mut header, &entry.name, &*entry.bytes)
    };
    entries
        .into_iter()
        .try_for_each(&mut add)
        .and_then(|()| archive.into_inner()?.finish())
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests;

//! Reproducible archives: sorted entries, a fixed time, and permissions that depend only on the kind of file.

use super::rid::Rid;
use crate::run;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    pub bytes: Vec<u8>,
    /// Whether it's executable on Linux.
    pub program: bool,
}

impl Entry {
    pub fn text(name: impl Into<String>, text: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: text.into(), program: false }
    }

    fn mode(&self) -> u32 {
        if self.program { 0o755 } else { 0o644 }
    }
}

/// Reads the files below a folder, sorted; each name is `prefix` and the relative path.
pub fn read(folder: &Path, prefix: &str) -> Result<Vec<Entry>, String> {
    let mut found = Vec::new();
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = format!("{prefix}{}", entry.file_name().display());
        if entry.path().is_dir() {
            found.extend(read(&entry.path(), &format!("{name}/"))?);
        } else {
            let bytes = fs::read(entry.path()).map_err(failed)?;
            found.push(Entry { program: name.ends_with("/azmi"), bytes, name });
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

pub fn zip(mut entries: Vec<Entry>) -> Result<Vec<u8>, String> {
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // The earliest time of the format; the clock isn't used.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(DateTime::default());
    for entry in entries {
        archive.start_file(&entry.name, options.unix_permissions(entry.mode())).map_err(|error| error.to_string())?;
        archive.write_all(&entry.bytes).map_err(|error| error.to_string())?;
    }
    let packed = archive.finish().map_err(|error| error.to_string())?;
    Ok(packed.into_inner())
}

/// Packs entries for a system into a folder: a zip for Windows, a tarball for Linux.
pub fn pack(rid: Rid, name: &str, entries: Vec<Entry>, into: &Path) -> Result<PathBuf, String> {
    let file = into.join(format!("{name}.{}", if rid.is_windows() { "zip" } else { "tar.gz" }));
    let failed = |error: std::io::Error| format!("{}: {error}", file.display());
    fs::create_dir_all(into).map_err(failed)?;
    if rid.is_windows() {
        fs::write(&file, zip(entries)?).map_err(failed)?;
    } else {
        tar(&entries, &file)?;
    }
    Ok(file)
}

/// Packs entries for Linux into a file with GNU tar, without owner and time.
pub fn tar(entries: &[Entry], to: &Path) -> Result<(), String> {
    let staged = to.with_extension("staged");
    let failed = |error: std::io::Error| format!("{}: {error}", staged.display());
    let _ = fs::remove_dir_all(&staged);
    for entry in entries {
        let file = staged.join(&entry.name);
        fs::create_dir_all(file.parent().unwrap_or(&staged)).map_err(failed)?;
        fs::write(&file, &entry.bytes).map_err(failed)?;
        allow(&file, entry.mode()).map_err(failed)?;
    }
    let mut tar = Command::new("tar");
    tar.args(["--create", "--use-compress-program=gzip -9 --no-name", "--format=gnu", "--sort=name", "--mtime=@0"]);
    tar.args(["--owner=0", "--group=0", "--numeric-owner", "--mode=u+rwX,go+rX,go-w", "--file"]);
    let mut tops: Vec<&str> = entries.iter().filter_map(|entry| entry.name.split('/').next()).collect();
    tops.sort_unstable();
    tops.dedup();
    run::read(tar.arg(to).arg("--directory").arg(&staged).args(tops))?;
    fs::remove_dir_all(&staged).map_err(failed)
}

#[cfg(unix)]
fn allow(file: &Path, mode: u32) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(file, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn allow(_: &Path, _: u32) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests;

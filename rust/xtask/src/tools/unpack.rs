//! Unpacking an archive into a folder that is there whole or not at all.

use crate::run::{Show, run};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The file that says a folder is whole; its text is what the folder was made from.
pub const COMPLETE: &str = ".complete";

/// Unpacks `archive` (`.zip`, or what `tar` reads) into `folder`, replacing it. The mark is written with the text `made_from`.
///
/// # Errors
/// What went wrong; the folder is then not there.
pub fn unpack(archive: &Path, folder: &Path, made_from: &str) -> Result<(), String> {
    let part = sibling(folder, &format!("part{}", std::process::id()));
    let unpacked = into_part(archive, &part).and_then(|()| {
        fs::write(part.join(COMPLETE), made_from)?;
        replace(&part, folder)
    });
    if unpacked.is_err() {
        let _ = fs::remove_dir_all(&part);
    }
    unpacked.map_err(|error| format!("{}: {error}", archive.display()))
}

fn into_part(archive: &Path, part: &Path) -> io::Result<()> {
    let _ = fs::remove_dir_all(part);
    fs::create_dir_all(part)?;
    if archive.extension().is_some_and(|end| end == "zip") {
        // Names that would leave the folder are refused by the crate.
        return zip::ZipArchive::new(File::open(archive)?)?
            .extract(part)
            .map_err(io::Error::other);
    }
    let ended = run(
        Command::new("tar")
            .arg("-xf")
            .arg(archive)
            .arg("-C")
            .arg(part),
        Show::Never,
    );
    ended.into_output().map(drop).map_err(io::Error::other)
}

/// Puts the finished folder in place. Somebody else may have done the same meanwhile: then theirs stays.
fn replace(part: &Path, folder: &Path) -> io::Result<()> {
    let old = sibling(folder, &format!("old{}", std::process::id()));
    let had_one = fs::rename(folder, &old).is_ok();
    let moved = fs::rename(part, folder);
    if had_one {
        let _ = fs::remove_dir_all(&old);
    }
    if moved.is_err() && folder.join(COMPLETE).is_file() {
        let _ = fs::remove_dir_all(part);
        return Ok(());
    }
    moved
}

fn sibling(folder: &Path, end: &str) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    folder.with_file_name(format!("{name}.{end}"))
}

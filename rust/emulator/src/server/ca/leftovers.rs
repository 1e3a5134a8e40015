//! Root certificates that killed emulators left in the temporary folder. A running emulator holds a lock on its file, which the system
//! releases when the process ends. Process ids aren't reliable, because other containers may share the folder.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;
use std::time::Duration;

/// The minimum age of a leftover. A new file exists for a moment before it is locked.
const AGE: Duration = Duration::from_secs(60);

const BEFORE: &str = "azmi-emulator-";
const AFTER: &str = ".pem";

/// The name of a root's file.
pub(super) fn name(unique: &str) -> String {
    format!("{BEFORE}{}-{unique}{AFTER}", std::process::id())
}

/// Locks the file of a running emulator while the handle is open. The handle is read-only, because on Windows many programs can't open
/// a file that another process has open for writing. On file systems without locks, no file is removed.
pub(super) fn hold(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    let _ = file.lock_shared();
    Ok(file)
}

/// Removes the files that earlier emulators left in `folder`: only regular files with a matching name and the same owner as `own`.
/// The emulator starts even if this fails.
pub(super) fn remove(folder: &Path, own: &File) {
    let (Ok(entries), Ok(own)) = (fs::read_dir(folder), own.metadata()) else {
        return;
    };
    for entry in entries.flatten() {
        if entry.file_name().to_str().is_some_and(is_ours)
            // The metadata of the entry itself: a link isn't a regular file.
            && entry.metadata().is_ok_and(|it| is_old(&it) && it.is_file() && same_owner(&it, &own))
            && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok())
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn is_ours(name: &str) -> bool {
    let middle = name.strip_prefix(BEFORE).and_then(|rest| rest.strip_suffix(AFTER));
    middle
        .and_then(|middle| middle.split_once('-'))
        .is_some_and(|(id, unique)| id.parse::<u32>().is_ok() && !unique.is_empty())
}

fn is_old(file: &Metadata) -> bool {
    file.modified().is_ok_and(|at| at.elapsed().is_ok_and(|age| age >= AGE))
}

#[cfg(unix)]
fn same_owner(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    one.uid() == other.uid()
}

/// On Windows, each user has a separate temporary folder.
#[cfg(not(unix))]
fn same_owner(_: &Metadata, _: &Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests;

//! Roots that killed emulators left in the temporary folder. A running one holds a lock on its file, which the system releases
//! when the process ends, in whatever way; process ids say less, because other containers may share the folder.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;
use std::time::Duration;

/// How old a file is before it can be a leftover: a file exists for a moment before it is locked.
const AGE: Duration = Duration::from_secs(60);

const BEFORE: &str = "azmi-emulator-";
const AFTER: &str = ".pem";

/// The name of a root's file.
pub(super) fn name(unique: &str) -> String {
    format!("{BEFORE}{}-{unique}{AFTER}", std::process::id())
}

/// Holds the file of a running emulator as long as the handle is open. It is one for reading, because on Windows many programs
/// don't read what another may write. Where a file system has no locks, nothing is removed.
pub(super) fn hold(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    let _ = file.lock_shared();
    Ok(file)
}

/// Removes what emulators that no longer run left in `folder`: only regular files with such a name and with the owner of
/// `own`. The emulator starts even if this fails.
pub(super) fn remove(folder: &Path, own: &File) {
    let (Ok(entries), Ok(own)) = (fs::read_dir(folder), own.metadata()) else {
        return;
    };
    for entry in entries.flatten() {
        if entry.file_name().to_str().is_some_and(is_ours)
            // Of the entry itself: a link isn't a regular file.
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

/// On Windows the temporary folder is the user's own.
#[cfg(not(unix))]
fn same_owner(_: &Metadata, _: &Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests;

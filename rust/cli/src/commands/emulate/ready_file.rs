//! The file with the emulator's addresses. It is complete from the moment it exists, and removed when the emulator stops. It is always
//! a new file: an existing file or link at its path is never followed, overwritten or removed.

use crate::failure::{Failure, Own};
use azmi_emulator::Endpoints;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

#[cfg(test)]
mod tests;

/// A ready file on disk.
pub struct ReadyFile {
    path: PathBuf,
    made: Made,
}

/// The created file, with an open handle that keeps the system from reusing its file number.
#[derive(Debug)]
struct Made {
    mark: Mark,
    _held: Held,
}

impl ReadyFile {
    /// Writes the endpoints as JSON to a file in the same folder, then moves it into place, so that readers never see a partial file.
    pub fn write(path: PathBuf, endpoints: &Endpoints) -> Result<Self, Failure> {
        let written = serde_json::to_string_pretty(endpoints)
            .map_err(io::Error::from)
            .and_then(|json| put(&path, &(json + "\n")));
        let failed = |why: String, hint: &'static str| {
            Failure::Own(Own {
                id: "ReadyFileFailed",
                message: format!("The ready file {} couldn't be written: {why}.", path.display()),
                hint,
                usage: false,
            })
        };
        match written {
            Ok(made) => Ok(Self { path, made }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(failed(
                "a file of that name already exists".to_owned(),
                "If an emulator that ended unexpectedly left it behind, remove it; otherwise use another name.",
            )),
            Err(error) => Err(failed(error.to_string(), "Use a folder that exists and that you can write to.")),
        }
    }
}

impl Drop for ReadyFile {
    fn drop(&mut self) {
        // Someone may have removed the file already, or replaced it with another one, which stays.
        if fs::symlink_metadata(&self.path).is_ok_and(|now| Mark::of(&now) == self.made.mark) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Puts a new file with this text into place.
fn put(path: &Path, text: &str) -> io::Result<Made> {
    let (beside, file) = create_beside(path)?;
    let written = fill(file, text).and_then(|held| {
        // Unlike a rename, a hard link never replaces an existing file.
        fs::hard_link(&beside, path).map(|()| held)
    });
    let written = match written {
        // The file system doesn't support hard links.
        Err(error) if !is_final(&error) => create(path).and_then(|file| fill(file, text)),
        other => other,
    };
    let _ = fs::remove_file(&beside);
    let held = written?;
    let mark = Mark::of(&fs::symlink_metadata(path)?);
    Ok(Made { mark, _held: held })
}

/// The open file. On Windows, where times identify the file, it isn't held open, because a later close would change the times.
#[derive(Debug)]
struct Held(
    #[cfg(unix)]
    #[expect(dead_code, reason = "it only has to be open")]
    File,
);

#[cfg(unix)]
fn fill(mut file: File, text: &str) -> io::Result<Held> {
    file.write_all(text.as_bytes()).map(|()| Held(file))
}

#[cfg(windows)]
fn fill(mut file: File, text: &str) -> io::Result<Held> {
    file.write_all(text.as_bytes()).map(|()| Held())
}

fn is_final(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::NotFound | io::ErrorKind::StorageFull)
}

/// Creates a new file in the same folder, with an unpredictable name.
fn create_beside(path: &Path) -> io::Result<(PathBuf, File)> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?.to_owned();
    loop {
        let mut name = name.clone();
        name.push(format!(".{:016x}.new", chance()));
        let beside = path.with_file_name(name);
        match create(&beside) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => return made.map(|file| (beside, file)),
        }
    }
}

/// Creates a file that doesn't exist yet. A link counts as existing, wherever it leads.
fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

fn chance() -> u64 {
    use std::hash::{BuildHasher as _, Hasher as _, RandomState};
    RandomState::new().build_hasher().finish()
}

/// Distinguishes the created file from another one with the same name.
#[derive(Debug, PartialEq, Eq)]
struct Mark(u64, u64, bool);

impl Mark {
    #[cfg(unix)]
    fn of(file: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        Self(file.dev(), file.ino(), file.is_file())
    }

    #[cfg(windows)]
    fn of(file: &Metadata) -> Self {
        use std::os::windows::fs::MetadataExt as _;
        Self(file.creation_time(), file.last_write_time(), file.is_file())
    }
}

//! The file that says where the emulator listens: whole from the moment it exists, gone when the emulator is. It is always
//! a file of our own making: what stands at its place already is neither followed, overwritten nor removed.

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

/// What was made, and what keeps the system from giving its number to another file as long as we know it by that.
#[derive(Debug)]
struct Made {
    mark: Mark,
    _held: Held,
}

impl ReadyFile {
    /// Writes the endpoints as JSON, beside and then into place, so that nobody reads half of it.
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
        // Somebody may have taken it away already, which is where it goes anyway, or put another one there, which stays.
        if fs::symlink_metadata(&self.path).is_ok_and(|now| Mark::of(&now) == self.made.mark) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Puts a new file with that text into place.
fn put(path: &Path, text: &str) -> io::Result<Made> {
    let (beside, file) = create_beside(path)?;
    let written = fill(file, text).and_then(|held| {
        // Unlike a rename, a second name replaces nothing.
        fs::hard_link(&beside, path).map(|()| held)
    });
    let written = match written {
        // A file system without second names.
        Err(error) if !is_final(&error) => create(path).and_then(|file| fill(file, text)),
        other => other,
    };
    let _ = fs::remove_file(&beside);
    let held = written?;
    let mark = Mark::of(&fs::symlink_metadata(path)?);
    Ok(Made { mark, _held: held })
}

/// The file itself. On Windows, where times distinguish them, nothing is held: a later close would change them.
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

/// A new file in the same folder, under a name that nobody can know before.
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

/// Makes a file that did not exist; a link counts as existing, wherever it leads.
fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

fn chance() -> u64 {
    use std::hash::{BuildHasher as _, Hasher as _, RandomState};
    RandomState::new().build_hasher().finish()
}

/// What distinguishes our file from another one of its name.
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

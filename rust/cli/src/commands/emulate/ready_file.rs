//! The file that says where the emulator listens: whole from the moment it exists, gone when the emulator is.

use crate::failure::{Failure, Own};
use azmi_emulator::Endpoints;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A ready file on disk.
pub struct ReadyFile(PathBuf);

impl ReadyFile {
    /// Writes the endpoints as JSON, beside and then into place, so that nobody reads half of it.
    pub fn write(path: PathBuf, endpoints: &Endpoints) -> Result<Self, Failure> {
        let write = || -> io::Result<()> {
            let json = serde_json::to_string_pretty(endpoints)?;
            let beside = beside(&path);
            fs::write(&beside, json + "\n")?;
            fs::rename(&beside, &path).inspect_err(|_| drop(fs::remove_file(&beside)))
        };
        match write() {
            Ok(()) => Ok(Self(path)),
            Err(error) => Err(Failure::Own(Own {
                id: "ReadyFileFailed",
                message: format!(
                    "The ready file {} could not be written: {error}.",
                    path.display()
                ),
                hint: "Name a file in a folder that exists and that you may write to.",
                usage: false,
            })),
        }
    }
}

impl Drop for ReadyFile {
    fn drop(&mut self) {
        // Somebody may have taken it away already, which is where it goes anyway.
        let _ = fs::remove_file(&self.0);
    }
}

/// In the same folder, since only there a rename replaces at once.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    path.with_file_name(name)
}

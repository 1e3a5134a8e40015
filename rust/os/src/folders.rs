//! Well-known folders. They come from the system, not from environment variables, which any user can set.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

use std::path::PathBuf;

/// Returns the folder of installed programs. Windows only.
#[must_use]
pub fn program_files() -> Option<PathBuf> {
    system::program_files()
}

/// Returns the folder of program data for all users. Windows only.
#[must_use]
pub fn program_data() -> Option<PathBuf> {
    system::program_data()
}

#[cfg(test)]
mod tests {
    use super::{program_data, program_files};

    #[test]
    fn windows_has_both_and_other_systems_have_none() {
        for folder in [program_files(), program_data()] {
            assert_eq!(folder.is_some(), cfg!(windows));
            assert!(folder.is_none_or(|folder| folder.is_absolute() && folder.is_dir()));
        }
    }
}

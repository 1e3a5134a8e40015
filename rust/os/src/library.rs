//! The file that the running code was loaded from.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

use std::path::PathBuf;

/// Returns the absolute path of the library or program that contains this code.
#[must_use]
pub fn path_of_this_library() -> Option<PathBuf> {
    system::path_of(path_of_this_library as *const () as usize).filter(|path| path.is_absolute())
}

/// Keeps this library loaded until the process ends, even if its host closes it, because threads that it started run
/// its code. Does nothing for a program.
pub fn keep_loaded() {
    system::keep_loaded(keep_loaded as *const () as usize);
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_the_file_that_runs() {
        let path = super::path_of_this_library().unwrap();
        assert_eq!(path.canonicalize().unwrap(), std::env::current_exe().unwrap().canonicalize().unwrap());
    }

    #[test]
    fn a_program_stays_loaded_anyway() {
        super::keep_loaded();
        super::keep_loaded();
    }
}

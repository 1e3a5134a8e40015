//! Unix systems have no such folders.

use std::path::PathBuf;

pub(super) fn program_files() -> Option<PathBuf> {
    None
}

pub(super) fn program_data() -> Option<PathBuf> {
    None
}

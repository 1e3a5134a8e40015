//! Unix systems don't have these folders.

use std::path::PathBuf;

pub(super) fn program_files() -> Option<PathBuf> {
    None
}

pub(super) fn program_data() -> Option<PathBuf> {
    None
}

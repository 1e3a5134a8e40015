//! Opens files on Linux and other Unix systems.

use super::access::{Links, ReadError};
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Opens a regular file for reading. The standard library adds `O_CLOEXEC`.
pub(super) fn open(path: &Path, links: Links) -> Result<File, ReadError> {
    let no_link = if links == Links::Refused { libc::O_NOFOLLOW } else { 0 };
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(no_link | libc::O_NONBLOCK)
        .open(path)
        .map_err(|error| if means_not_regular(&error) { ReadError::NotARegularFile } else { error.into() })?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(ReadError::NotARegularFile) }
}

/// Opening a link with `O_NOFOLLOW` fails with `ELOOP` (Linux, macOS) or `EMLINK` (FreeBSD), opening a socket with
/// `ENXIO`.
fn means_not_regular(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::ELOOP | libc::EMLINK | libc::ENXIO))
}

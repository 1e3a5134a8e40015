//! Reads small secret files safely.

mod access;
#[cfg(test)]
mod tests;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

pub use access::ReadError;

use access::Links;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use zeroize::Zeroizing;

/// Reads a regular file of at most `limit` bytes.
///
/// Opens the file once, without following a link in the last part of the path and without waiting (a pipe would never
/// end). All checks use the open file, so it can't be swapped between check and use. Links in parent folders are
/// followed: the caller trusts the folder. The bytes are wiped when dropped.
///
/// # Errors
/// If the whole file can't be read; none of it is returned then.
pub fn read_small(path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>, ReadError> {
    read(system::open(path, Links::Refused)?, limit)
}

/// Like [`read_small`], but follows a link to the file. For files that the user names.
///
/// # Errors
/// If the whole file can't be read; none of it is returned then.
pub fn read_followed(path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>, ReadError> {
    read(system::open(path, Links::Followed)?, limit)
}

fn read(mut file: File, limit: usize) -> Result<Zeroizing<Vec<u8>>, ReadError> {
    let size = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    if size > limit {
        return Err(ReadError::TooLarge);
    }
    // One byte more than the size, to detect a file that has grown. The buffer never moves, which would leave a copy
    // behind. Some system files don't report their size.
    let room = size.max(64 * 1024).min(limit);
    let mut bytes = Zeroizing::new(vec![0; room.saturating_add(1)]);
    let mut len = 0;
    loop {
        match file.read(&mut bytes[len..]) {
            Ok(0) if len > room => return Err(ReadError::TooLarge),
            Ok(0) => break,
            Ok(read) => len += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    bytes.truncate(len);
    Ok(bytes)
}

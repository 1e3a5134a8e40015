//! Small secret files, read without being led astray.

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
/// The file is opened once, without following a link in its last part and without waiting (a pipe would never end), and
/// every check is made on the open file, so that nobody can swap it between check and use. Links in the folders above are
/// followed: the caller trusts the folder. The bytes are wiped when dropped.
///
/// # Errors
/// Whatever keeps the file from being read whole; nothing of it is returned then.
pub fn read_small(path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>, ReadError> {
    read(system::open(path, Links::Refused)?, limit)
}

/// The same for a file that the user names: a link to it is followed.
///
/// # Errors
/// Whatever keeps the file from being read whole; nothing of it is returned then.
pub fn read_followed(path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>, ReadError> {
    read(system::open(path, Links::Followed)?, limit)
}

fn read(mut file: File, limit: usize) -> Result<Zeroizing<Vec<u8>>, ReadError> {
    let size = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    if size > limit {
        return Err(ReadError::TooLarge);
    }
    // Room for one byte more than there is: a file that grew meanwhile is noticed, and the buffer never moves, which would leave
    // a copy behind. Some files of the system give no size.
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

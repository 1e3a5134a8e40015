//! Options for opening a file, and errors of reading it.

use std::fmt;
use std::io;

/// Whether to follow a link in the last part of a path.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Links {
    Refused,
    Followed,
}

/// Why a file wasn't read.
#[derive(Debug)]
pub enum ReadError {
    /// The file doesn't exist.
    NotFound,
    /// This account may not read it.
    AccessDenied,
    /// It's a link, a folder, a pipe or a device.
    NotARegularFile,
    /// It's larger than the limit.
    TooLarge,
    /// Anything else.
    Io(io::Error),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("there is no such file"),
            Self::AccessDenied => f.write_str("access is denied"),
            Self::NotARegularFile => f.write_str("it is not a regular file"),
            Self::TooLarge => f.write_str("it is too large"),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::AccessDenied,
            _ => Self::Io(error),
        }
    }
}

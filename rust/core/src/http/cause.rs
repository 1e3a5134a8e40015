//! Finds the cause of a failed exchange by the types in the chain of sources, never by their texts.

use std::error::Error as StdError;
use std::io;

/// An error and its sources, outermost first.
pub(super) fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    let next: fn(&&'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> = |error| {
        // `io::Error::source` skips the error that it wraps.
        let carried = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        match carried {
            Some(carried) => Some(carried),
            None => (*error).source(),
        }
    };
    std::iter::successors(Some(error), next)
}

/// The outermost error of this type in the chain.
pub(super) fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    causes(error).find_map(|error| error.downcast_ref())
}

/// The message for the innermost `io::Error`.
pub(super) fn io_reason(error: &(dyn StdError + 'static)) -> Option<String> {
    let inner = causes(error).filter_map(|error| error.downcast_ref()).last();
    inner.map(reason)
}

/// The message for an error of a connection.
pub(super) fn reason(error: &io::Error) -> String {
    let words = match error.kind() {
        io::ErrorKind::ConnectionRefused => "the connection was refused",
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => "the connection was reset",
        io::ErrorKind::BrokenPipe | io::ErrorKind::UnexpectedEof => "the connection was closed",
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => "there is no route to it",
        io::ErrorKind::AddrNotAvailable => "this machine has no address that leads to it",
        io::ErrorKind::PermissionDenied => "this machine's firewall or policy forbids it",
        // The operating system's timeout. Our own is reported with its length.
        io::ErrorKind::TimedOut if error.raw_os_error().is_some() => "no reply",
        _ => return without_number(error),
    };
    words.to_owned()
}

/// The text of an error without the system's error number, which the standard library appends.
pub(super) fn without_number(error: &dyn StdError) -> String {
    let text = error.to_string();
    let text = text.split(" (os error ").next().unwrap_or_default();
    text.trim_end_matches('.').to_owned()
}

/// How an exchange failed after the connection was made.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Breakage {
    /// The response isn't valid HTTP; retrying wouldn't help.
    Malformed(&'static str),
    /// The connection broke.
    Dropped(String),
}

/// Classifies the failure of an exchange over an open connection.
pub(super) fn breakage(error: &(dyn StdError + 'static)) -> Breakage {
    let http = find::<hyper::Error>(error);
    if http.is_some_and(hyper::Error::is_parse) {
        return Breakage::Malformed("it isn't HTTP, or its headers are too long");
    }
    let io = causes(error).filter_map(|error| error.downcast_ref::<io::Error>()).last();
    match io {
        // hyper reports invalid chunks this way.
        Some(io) if matches!(io.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData) => {
            Breakage::Malformed("its body isn't in the form that its headers announce")
        }
        Some(io) => Breakage::Dropped(reason(io)),
        None => Breakage::Dropped("the connection was closed".to_owned()),
    }
}

#[cfg(test)]
mod tests;

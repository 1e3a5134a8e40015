//! What broke a connection: read from the types in the chain of causes, never from texts.

use std::error::Error as StdError;
use std::io;

/// An error and what caused it, outermost first.
pub(super) fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    let next: fn(&&'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> = |error| {
        // The source of an `io::Error` skips the error that it carries.
        let carried = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        match carried {
            Some(carried) => Some(carried),
            None => (*error).source(),
        }
    };
    std::iter::successors(Some(error), next)
}

/// The outermost error of that type in the chain.
pub(super) fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    causes(error).find_map(|error| error.downcast_ref())
}

/// The innermost `io::Error` in words.
pub(super) fn io_reason(error: &(dyn StdError + 'static)) -> Option<String> {
    let inner = causes(error).filter_map(|error| error.downcast_ref()).last();
    inner.map(reason)
}

/// What the operating system says of a connection, in words.
pub(super) fn reason(error: &io::Error) -> String {
    let words = match error.kind() {
        io::ErrorKind::ConnectionRefused => "the connection was refused",
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => "the connection was reset",
        io::ErrorKind::BrokenPipe | io::ErrorKind::UnexpectedEof => "the connection was closed",
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => "there is no route to it",
        io::ErrorKind::AddrNotAvailable => "this machine has no address that leads to it",
        io::ErrorKind::PermissionDenied => "this machine's firewall or policy forbids it",
        // The system's own limit, not ours, which says how long it was.
        io::ErrorKind::TimedOut if error.raw_os_error().is_some() => "no reply",
        _ => return without_number(error),
    };
    words.to_owned()
}

/// The text of an error without the system's number, which the standard library adds.
pub(super) fn without_number(error: &dyn StdError) -> String {
    let text = error.to_string();
    let text = text.split(" (os error ").next().unwrap_or_default();
    text.trim_end_matches('.').to_owned()
}

/// How an exchange ended before its time.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Breakage {
    /// What came isn't HTTP: it would come again.
    Malformed(&'static str),
    /// The connection broke.
    Dropped(String),
}

/// Tells what broke an exchange over HTTP.
pub(super) fn breakage(error: &(dyn StdError + 'static)) -> Breakage {
    let http = find::<hyper::Error>(error);
    if http.is_some_and(hyper::Error::is_parse) {
        return Breakage::Malformed("it isn't HTTP, or its headers are too long");
    }
    let io = causes(error).filter_map(|error| error.downcast_ref::<io::Error>()).last();
    match io {
        // That is how hyper reports chunks that aren't any.
        Some(io) if matches!(io.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData) => {
            Breakage::Malformed("its body isn't in the form that its headers announce")
        }
        Some(io) => Breakage::Dropped(reason(io)),
        None => Breakage::Dropped("the connection was closed".to_owned()),
    }
}

#[cfg(test)]
mod tests;

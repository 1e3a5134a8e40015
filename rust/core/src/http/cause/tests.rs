use super::*;
use std::fmt;

/// An error with another error as its source.
#[derive(Debug)]
struct Caused(io::Error);

impl fmt::Display for Caused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("outer")
    }
}

impl StdError for Caused {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.0)
    }
}

#[test]
fn the_reason_inside_an_io_error_is_found() {
    let inner = Caused(io::ErrorKind::ConnectionReset.into());
    let outer = io::Error::other(Caused(io::Error::other(inner)));
    assert_eq!(causes(&outer).count(), 5);
    assert_eq!(io_reason(&outer).unwrap(), "the connection was reset");
}

#[test]
fn system_error_numbers_are_not_shown() {
    for code in 1..=133 {
        let message = reason(&io::Error::from_raw_os_error(code));
        assert!(!message.is_empty() && !message.contains("os error"), "{code}: {message}");
    }
}

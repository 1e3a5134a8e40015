//! The failure of a command: its output and exit code.

use crate::hints;
use azmi_core::{Error, Status};
use std::io::Write;

#[cfg(test)]
mod tests;

/// A failure of this program or of the library.
#[derive(Debug)]
pub enum Failure {
    /// An error of the library.
    Core(Error),
    /// A failure of this program itself.
    Own(Own),
    /// The reader of the output has closed the pipe. This isn't a failure, but ends the program.
    ReaderGone,
}

/// A failure that has nothing to do with Azure.
#[derive(Debug)]
pub struct Own {
    /// Stable id, like those of the library.
    pub id: &'static str,
    /// What happened.
    pub message: String,
    /// What to do.
    pub hint: &'static str,
    /// Whether the command line was wrong.
    pub usage: bool,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Core(error)
    }
}

impl Failure {
    /// A thread, a runtime or a signal handler couldn't be created.
    pub fn start(error: &std::io::Error) -> Self {
        Self::Own(Own {
            id: "StartFailed",
            message: format!("The program couldn't start: {error}."),
            hint: "Check whether the process has reached its limit of threads, open files or memory.",
            usage: false,
        })
    }

    /// The exit code of the program.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::ReaderGone => 0,
            Self::Own(own) if own.usage => 2,
            Self::Own(_) => 1,
            Self::Core(error) => match error.status() {
                Status::InvalidArgument => 2,
                Status::NoIdentityEndpoint => 3,
                Status::IdentityNotAssigned | Status::WrongIdentity => 4,
                Status::Forbidden => 5,
                Status::NotFound => 6,
                Status::Throttled | Status::Timeout => 7,
                Status::Cancelled => 130,
                _ => 1,
            },
        }
    }

    /// Prints it on standard error.
    pub fn print(&self) {
        let (message, hint) = match self {
            // The library's form: message, id, and the service's error code.
            Self::Core(error) => (error.to_string(), error.next_step()),
            Self::Own(own) => (format!("{} [{}]", without_number(&own.message), own.id), Some(own.hint)),
            Self::ReaderGone => return,
        };
        let mut text = format!("azmi: {}\n", printable(&message));
        if let Some(hint) = hint {
            for line in hints::for_shell(hint).lines() {
                text += &format!("  {}\n", printable(line));
            }
        }
        say(&text);
    }

    /// Returns the failure for a program that waits for the emulator's variables: in their form, but without the empty line that means
    /// success.
    pub fn lines(&self) -> String {
        match self {
            Self::Own(own) => format!("error={}\nmessage={}\n", own.id, printable(&without_number(&own.message))),
            _ => String::new(),
        }
    }
}

/// Returns a message without the system's error number, which the standard library appends.
fn without_number(message: &str) -> String {
    match message.split_once(" (os error ") {
        Some((before, after)) => {
            let rest = after.split_once(')').map_or("", |(_, rest)| rest);
            format!("{}{rest}", before.trim_end_matches('.'))
        }
        None => message.to_owned(),
    }
}

/// Writes to standard error. Ignores failures, because they can't be reported anywhere.
pub fn say(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Makes text that may come from a service safe for a terminal: without escape sequences and line breaks.
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}

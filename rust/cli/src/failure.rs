//! How a command failed: what is printed, and the exit code.

use crate::hints;
use azmi_core::{Error, Status};
use std::io::Write;

#[cfg(test)]
mod tests;

/// A failure of this program or of the library below.
#[derive(Debug)]
pub enum Failure {
    /// What the library says.
    Core(Error),
    /// What this program itself could not do.
    Own(Own),
    /// Whoever read the answer has seen enough and is gone: no failure, but the end.
    ReaderGone,
}

/// A failure that has nothing to do with Azure.
#[derive(Debug)]
pub struct Own {
    /// Stable id, as those of the library.
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
    /// A thread, a runtime or a handler of signals couldn't be made.
    pub fn start(error: &std::io::Error) -> Self {
        Self::Own(Own {
            id: "StartFailed",
            message: format!("The program couldn't start: {error}."),
            hint: "Check whether the process has reached its limit of threads, open files or memory.",
            usage: false,
        })
    }

    /// The code that the program ends with.
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
            // The library's form: message, id, and what the service calls it.
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

    /// The same for a program that waits for the emulator's variables: in their form, but without the empty line that means success.
    pub fn lines(&self) -> String {
        match self {
            Self::Own(own) => format!("error={}\nmessage={}\n", own.id, printable(&without_number(&own.message))),
            _ => String::new(),
        }
    }
}

/// A message without the system's error number, which the standard library appends to the system's words.
fn without_number(message: &str) -> String {
    match message.split_once(" (os error ") {
        Some((before, after)) => {
            let rest = after.split_once(')').map_or("", |(_, rest)| rest);
            format!("{}{rest}", before.trim_end_matches('.'))
        }
        None => message.to_owned(),
    }
}

/// Writes to standard error. When nobody reads that, there is nobody to inform.
pub fn say(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Text that may come from a service, made safe for a terminal: no escape sequences, no line of its own.
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}

//! Output of a task: to the terminal or, for a parallel step, to its log. A closed pipe (`| head`) isn't an error.

use std::cell::RefCell;
use std::fmt::Arguments;
use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::process::{Stdio, exit};

/// The exit code that a shell reports for SIGPIPE.
const NOBODY_READS: i32 = 141;

thread_local! {
    static LOG: RefCell<Option<File>> = const { RefCell::new(None) };
}

/// `println!` for tasks.
#[macro_export]
macro_rules! say {
    ($($words:tt)*) => { $crate::say::line(format_args!($($words)*)) };
}

pub fn line(words: Arguments<'_>) {
    let written = LOG.with_borrow_mut(|log| match log {
        Some(file) => writeln!(file, "{words}"),
        None => {
            let mut out = io::stdout().lock();
            writeln!(out, "{words}").and_then(|()| out.flush())
        }
    });
    if written.is_err_and(|error| error.kind() == ErrorKind::BrokenPipe) {
        exit(NOBODY_READS);
    }
}

/// Redirects the output of this thread and its programs to a file.
pub fn into_log(file: File) {
    LOG.set(Some(file));
}

/// Whether this thread's output goes to a file.
pub fn is_logged() -> bool {
    LOG.with_borrow(Option::is_some)
}

/// Returns the outputs for a program of this thread.
pub fn outputs() -> io::Result<(Stdio, Stdio)> {
    LOG.with_borrow(|log| match log {
        Some(file) => Ok((file.try_clone()?.into(), file.try_clone()?.into())),
        None => Ok((Stdio::inherit(), Stdio::inherit())),
    })
}

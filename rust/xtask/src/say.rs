//! What a task says: to the terminal, or, for a step beside others, to its log. Nobody reading any more (`| head`) isn't a defect.

use std::cell::RefCell;
use std::fmt::Arguments;
use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::process::{Stdio, exit};

/// As a shell reports a program that was ended by SIGPIPE.
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

/// From here on, what this thread and its programs say goes into a file.
pub fn into_log(file: File) {
    LOG.set(Some(file));
}

/// Whether this thread's words go into a file.
pub fn is_logged() -> bool {
    LOG.with_borrow(Option::is_some)
}

/// Where a program of this thread writes to.
pub fn outputs() -> io::Result<(Stdio, Stdio)> {
    LOG.with_borrow(|log| match log {
        Some(file) => Ok((file.try_clone()?.into(), file.try_clone()?.into())),
        None => Ok((Stdio::inherit(), Stdio::inherit())),
    })
}
